/** Samples accepted and not yet decoded, cut into blocks whatever the lengths they came in. */
export class SampleBacklog {
  #chunks: Int16Array[] = [];
  #headOffset = 0;
  #length = 0;

  /** How many samples wait. */
  get length(): number {
    return this.#length;
  }

  /**
   * Adds samples.
   *
   * @param samples - -1..1, what is beyond is clipped; copied.
   */
  push(samples: Float32Array): void {
    if (samples.length === 0) return;
    this.#chunks.push(
      Int16Array.from(samples, (value) => Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768)))),
    );
    this.#length += samples.length;
  }

  /**
   * Takes the oldest samples.
   *
   * @param maxSamples - integer, >= 1.
   * @returns that many, or all when there are fewer.
   */
  take(maxSamples: number): Int16Array {
    const block = new Int16Array(Math.min(maxSamples, this.#length));
    let filled = 0;
    let used = 0;
    while (filled < block.length) {
      const head = this.#chunks[used];
      if (head === undefined) break;
      const part = head.subarray(this.#headOffset, this.#headOffset + block.length - filled);
      block.set(part, filled);
      filled += part.length;
      this.#headOffset += part.length;
      if (this.#headOffset < head.length) continue;
      used += 1;
      this.#headOffset = 0;
    }
    this.#chunks.splice(0, used);
    this.#length -= block.length;
    return block;
  }

  /** Forgets what waits. */
  clear(): void {
    this.#chunks = [];
    this.#headOffset = 0;
    this.#length = 0;
  }
}
