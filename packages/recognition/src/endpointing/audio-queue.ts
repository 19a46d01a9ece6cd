/** Audio and marks in the order they came. The owner bounds what it pushes by `samples` and `marks`. */
export class AudioQueue<Mark> {
  readonly #items: (Float32Array | { readonly mark: Mark })[] = [];
  /** Samples of the first item that are taken already. */
  #headOffset = 0;
  #samples = 0;
  #marks = 0;

  /** Samples that wait. */
  get samples(): number {
    return this.#samples;
  }

  /** Marks that wait. */
  get marks(): number {
    return this.#marks;
  }

  /** True when nothing waits, neither audio nor a mark. */
  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  /** Adds audio; kept, not copied. */
  push(samples: Float32Array): void {
    if (samples.length === 0) return;
    this.#items.push(samples);
    this.#samples += samples.length;
  }

  /** Puts audio that was taken before all that waits; kept, not copied. */
  putBack(samples: Float32Array): void {
    if (samples.length === 0) return;
    const head = this.#items[0];
    if (head instanceof Float32Array) this.#items[0] = head.subarray(this.#headOffset);
    this.#headOffset = 0;
    this.#items.unshift(samples);
    this.#samples += samples.length;
  }

  /** Adds a mark behind all audio pushed before. */
  mark(mark: Mark): void {
    this.#items.push({ mark });
    this.#marks += 1;
  }

  /** Takes the mark if one comes next. */
  takeMark(): Mark | undefined {
    const head = this.#items[0];
    if (head === undefined || head instanceof Float32Array) return undefined;
    this.#items.shift();
    this.#marks -= 1;
    return head.mark;
  }

  /**
   * Takes audio up to the next mark.
   *
   * @param maxSamples - integer, >= 0.
   * @returns a view of what was pushed; empty when a mark comes next or nothing waits.
   */
  take(maxSamples: number): Float32Array {
    const head = this.#items[0];
    if (!(head instanceof Float32Array)) return new Float32Array(0);
    const part = head.subarray(this.#headOffset, this.#headOffset + maxSamples);
    this.#headOffset += part.length;
    this.#samples -= part.length;
    if (this.#headOffset === head.length) {
      this.#items.shift();
      this.#headOffset = 0;
    }
    return part;
  }
}
