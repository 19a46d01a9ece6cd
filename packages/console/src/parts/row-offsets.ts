/**
 * Where each row of a long list stands. Heights are estimated until a row was drawn and measured.
 */
export class RowOffsets {
  readonly #heights: Float64Array;
  /** Of the upper edges, and at the end the height of all; right up to `#known`. */
  readonly #edges: Float64Array;
  #known = 0;

  /** @param estimate - height of a row that was not measured, in px. */
  constructor(count: number, estimate: number) {
    this.#heights = new Float64Array(count).fill(estimate);
    this.#edges = new Float64Array(count + 1);
  }

  /** How many rows there are. */
  get count(): number {
    return this.#heights.length;
  }

  /** The height of all rows, in px. */
  get total(): number {
    return this.edge(this.count);
  }

  /** Takes the height of a row; true when it is another one than before. */
  measure(index: number, height: number): boolean {
    const before = this.#heights[index];
    // A pixel is shared among rows by the browser; less than half of one is no change.
    if (before === undefined || Math.abs(before - height) < 0.5) return false;
    this.#heights[index] = height;
    this.#known = Math.min(this.#known, index);
    return true;
  }

  /** The upper edge of a row, in px from that of the first one; of `count`, the lower edge of the last. */
  edge(index: number): number {
    for (let at = this.#known; at < index; at += 1) {
      this.#edges[at + 1] = (this.#edges[at] ?? 0) + (this.#heights[at] ?? 0);
    }
    this.#known = Math.max(this.#known, index);
    return this.#edges[index] ?? 0;
  }

  /** The row at a distance from the upper edge of the first one; the first or the last one for what is outside. */
  at(distance: number): number {
    if (this.count === 0) return 0;
    this.edge(this.count);
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#edges[middle] ?? 0) <= distance) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
