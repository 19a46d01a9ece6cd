import type { Readable } from 'node:stream';

/** Cuts what a process writes into lines. */
export class LineReader {
  readonly #onLine: (line: string) => void;
  #rest = '';

  /** @param onLine - called for each line, without its end. */
  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  /** Reads a stream to its end; null is a stream that is not there. */
  follow(stream: Readable | null): void {
    stream?.setEncoding('utf8');
    stream?.on('data', (text: string) => {
      const lines = (this.#rest + text).split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) this.#onLine(line);
    });
  }
}
