/**
 * Joins frames to chunks of one length: frames of 10 ms would be ten times the messages, and chunks of 50 ms cost a
 * partial 25 ms in the mean.
 */
export class Chunker {
  readonly #chunk: Int16Array;
  #filled = 0;

  /** @param chunkSamples - samples of a chunk, >= 1. */
  constructor(chunkSamples: number) {
    this.#chunk = new Int16Array(chunkSamples);
  }

  /**
   * @param samples - copied.
   * @returns the chunks that are full now; they are the caller's.
   */
  add(samples: Int16Array): readonly Int16Array[] {
    const full: Int16Array[] = [];
    let rest = samples;
    while (rest.length > 0) {
      const part = rest.subarray(0, this.#chunk.length - this.#filled);
      this.#chunk.set(part, this.#filled);
      this.#filled += part.length;
      rest = rest.subarray(part.length);
      if (this.#filled === this.#chunk.length) full.push(this.takeRest());
    }
    return full;
  }

  /** What is left, which may be nothing; it is the caller's. */
  takeRest(): Int16Array {
    const rest = this.#chunk.slice(0, this.#filled);
    this.#filled = 0;
    return rest;
  }
}
