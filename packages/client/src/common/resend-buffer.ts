/** Chosen: 1 s of audio; little enough to be allocated for a short session, and few of them in a long one. */
const blockBytes = 32_000;

/**
 * The newest audio of a session, by its position in bytes from the beginning. Bytes once given out never change, so
 * that a socket may keep them.
 */
export class ResendBuffer {
  readonly #blocks: { readonly start: number; readonly bytes: Uint8Array; filled: number }[] = [];
  #start = 0;
  #end = 0;

  /** The first byte that is kept. */
  get start(): number {
    return this.#start;
  }

  /** Behind the last byte. */
  get end(): number {
    return this.#end;
  }

  /** Copies bytes to the end. */
  append(bytes: Uint8Array): void {
    for (let offset = 0; offset < bytes.length;) {
      const block = this.#lastBlock();
      const part = bytes.subarray(offset, offset + blockBytes - block.filled);
      block.bytes.set(part, block.filled);
      block.filled += part.length;
      offset += part.length;
      this.#end += part.length;
    }
  }

  /**
   * Bytes from a position on, as many as lie together.
   *
   * @param from - from `start` to `end`.
   * @param to - where to end at the latest.
   * @returns a view; empty at the end.
   * @throws RangeError for a position that is not kept.
   */
  read(from: number, to: number): Uint8Array {
    if (from < this.#start || from > this.#end) throw new RangeError(`byte ${from} is not kept`);
    const block = this.#blocks.find(({ start, filled }) => from < start + filled);
    if (block === undefined) return new Uint8Array(0);
    return block.bytes.subarray(from - block.start, Math.min(block.filled, to - block.start));
  }

  /** Forgets what lies before a position. */
  dropUntil(position: number): void {
    this.#start = Math.max(this.#start, Math.min(position, this.#end));
    while (this.#blocks[0] !== undefined && this.#blocks[0].start + blockBytes <= this.#start) this.#blocks.shift();
  }

  /** Forgets everything. */
  clear(): void {
    this.#start = this.#end;
    this.#blocks.length = 0;
  }

  #lastBlock(): { readonly start: number; readonly bytes: Uint8Array; filled: number } {
    const last = this.#blocks.at(-1);
    if (last !== undefined && last.filled < blockBytes) return last;
    const block = { start: this.#end, bytes: new Uint8Array(blockBytes), filled: 0 };
    this.#blocks.push(block);
    return block;
  }
}
