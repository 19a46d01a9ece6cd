/** Tells what a benchmark is doing: one line that is rewritten on a terminal, plain lines in a pipe. */
export class Progress {
  readonly #out: NodeJS.WriteStream;
  #lastAtMs = -Infinity;
  #isLineOpen = false;

  /** @param out - where it is written; default standard error. */
  constructor(out: NodeJS.WriteStream = process.stderr) {
    this.#out = out;
  }

  /** Shows what is being done now. In a pipe at most one line in five seconds is written. */
  show(text: string): void {
    if (this.#out.isTTY) {
      this.#out.write(`\r\u001b[K${text.slice(0, Math.max(20, this.#out.columns - 1))}`);
      this.#isLineOpen = true;
      return;
    }
    const now = performance.now();
    if (now - this.#lastAtMs < 5000) return;
    this.#lastAtMs = now;
    this.#out.write(`${text}\n`);
  }

  /** Writes a line that stays. */
  note(text: string): void {
    this.clear();
    this.#out.write(`${text}\n`);
  }

  /** Removes the line that is being rewritten, so that something else can be printed. */
  clear(): void {
    if (this.#isLineOpen) this.#out.write('\r\u001b[K');
    this.#isLineOpen = false;
  }
}
