/** Keeps the newest samples of a stream, up to a fixed length; older ones are forgotten. */
export class SampleRing {
  readonly #samples: Float32Array;
  #end = 0;
  #length = 0;

  /**
   * @param capacity - the most samples kept; integer, >= 0.
   * @throws RangeError when it is not.
   */
  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 0) {
      throw new RangeError(`the capacity of a sample ring must be an integer >= 0, not ${capacity}`);
    }
    this.#samples = new Float32Array(capacity);
  }

  /** How many samples it holds. */
  get length(): number {
    return this.#length;
  }

  /**
   * Adds samples behind those it holds.
   *
   * @param samples - any length; copied.
   */
  push(samples: Float32Array): void {
    const capacity = this.#samples.length;
    const kept = samples.length > capacity ? samples.subarray(samples.length - capacity) : samples;
    const untilWrap = Math.min(kept.length, capacity - this.#end);
    this.#samples.set(kept.subarray(0, untilWrap), this.#end);
    this.#samples.set(kept.subarray(untilWrap), 0);
    this.#end = capacity === 0 ? 0 : (this.#end + kept.length) % capacity;
    this.#length = Math.min(capacity, this.#length + kept.length);
  }

  /**
   * Empties the ring.
   *
   * @returns a copy of what it held, oldest first.
   */
  take(): Float32Array {
    const capacity = this.#samples.length;
    const taken = new Float32Array(this.#length);
    const start = (this.#end - this.#length + capacity) % (capacity || 1);
    const untilWrap = Math.min(this.#length, capacity - start);
    taken.set(this.#samples.subarray(start, start + untilWrap));
    taken.set(this.#samples.subarray(0, this.#length - untilWrap), untilWrap);
    this.#length = 0;
    return taken;
  }
}
