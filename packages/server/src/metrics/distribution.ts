/** How often values of each size were seen: plain numbers, so that to note one costs next to nothing. */
export class Distribution {
  /** The upper bounds of the buckets, ascending; what is above the last one is in {@link count} only. */
  readonly bounds: readonly number[];
  /** How many values were seen in each bucket, and in none below it. */
  readonly counts: Float64Array;
  #count = 0;
  #sum = 0;

  /** @param bounds - the upper bounds, ascending; a value that equals one is in its bucket. */
  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Float64Array(bounds.length);
  }

  /** Values seen. */
  get count(): number {
    return this.#count;
  }

  /** The sum of all values seen. */
  get sum(): number {
    return this.#sum;
  }

  /** Notes one value. */
  observe(value: number): void {
    this.#count += 1;
    this.#sum += value;
    for (let bucket = 0; bucket < this.bounds.length; bucket += 1) {
      if (value > (this.bounds[bucket] ?? Infinity)) continue;
      this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
      return;
    }
  }
}
