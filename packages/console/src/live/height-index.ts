/**
 * The heights of many things one below the other: where each begins, and which is at a place, in logarithmic time.
 * A Fenwick tree (P. M. Fenwick, "A new data structure for cumulative frequency tables", 1994).
 */
export class HeightIndex {
  #heights: number[] = [];
  #tree: number[] = [0];

  /** How many there are. */
  get length(): number {
    return this.#heights.length;
  }

  /** The height of all of them. */
  get total(): number {
    return this.offset(this.#heights.length);
  }

  /** Adds one below the others. */
  append(height: number): void {
    const index = this.#heights.length + 1;
    this.#heights.push(height);
    // The sum of what the new node stands for.
    let sum = height;
    for (let below = index - 1, end = index - (index & -index); below > end; below -= below & -below) {
      sum += this.#tree[below] ?? 0;
    }
    this.#tree.push(sum);
  }

  /** The height of one; 0 where there is none. */
  at(index: number): number {
    return this.#heights[index] ?? 0;
  }

  /** Changes the height of one; without effect where there is none. */
  set(index: number, height: number): void {
    const before = this.#heights[index];
    if (before === undefined || before === height) return;
    this.#heights[index] = height;
    for (let node = index + 1; node < this.#tree.length; node += node & -node) {
      this.#tree[node] = (this.#tree[node] ?? 0) + height - before;
    }
  }

  /** Where one begins: the heights of those above it. */
  offset(index: number): number {
    let sum = 0;
    for (let node = Math.min(index, this.#heights.length); node > 0; node -= node & -node) sum += this.#tree[node] ?? 0;
    return sum;
  }

  /** The one at a place; the first one above all of them, the last one below. -1 when there are none. */
  find(place: number): number {
    let node = 0;
    let left = place;
    for (let step = 2 ** Math.floor(Math.log2(Math.max(1, this.#heights.length))); step >= 1; step /= 2) {
      const next = node + step;
      const sum = this.#tree[next];
      if (sum !== undefined && sum <= left) {
        node = next;
        left -= sum;
      }
    }
    return Math.min(node, this.#heights.length - 1);
  }

  /** Forgets all of them. */
  clear(): void {
    this.#heights = [];
    this.#tree = [0];
  }
}
