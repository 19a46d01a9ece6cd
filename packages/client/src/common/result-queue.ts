import { InvalidStateError } from './client-error.ts';
import type { Result } from './contract.ts';

/**
 * Results between a session and one reader. At its capacity unread partials are shed, but the newest one; finals never:
 * they are kept in the transcript anyway.
 */
export class ResultQueue implements AsyncIterable<Result> {
  readonly #capacity: number;
  #unread: Result[] = [];
  #end: { readonly error: Error | undefined } | undefined;
  #hasReader = false;
  #wake: () => void = () => undefined;

  /** @param capacity - unread results at which partials are shed; integer, >= 1. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Adds a result; ignored after `end`. */
  push(result: Result): void {
    if (this.#end !== undefined) return;
    if (this.#unread.length >= this.#capacity) this.#unread = this.#unread.filter(({ isFinal }) => isFinal);
    this.#unread.push(result);
    this.#wake();
  }

  /**
   * Says that no result follows; those unread can still be read. Idempotent.
   *
   * @param error - what the reader is thrown behind the last result; undefined for nothing.
   */
  end(error?: Error): void {
    this.#end ??= { error };
    this.#wake();
  }

  /**
   * Reads the results in their order, once.
   *
   * @throws InvalidStateError when there is a reader already: two would each see half.
   */
  [Symbol.asyncIterator](): AsyncIterator<Result> {
    if (this.#hasReader) throw new InvalidStateError('the results of a session can be read once, by one reader');
    this.#hasReader = true;
    return this.#read();
  }

  async *#read(): AsyncGenerator<Result> {
    for (;;) {
      const result = this.#unread.shift();
      if (result !== undefined) {
        yield result;
      } else if (this.#end !== undefined) {
        if (this.#end.error !== undefined) throw this.#end.error;
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}
