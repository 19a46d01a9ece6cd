/** Counts by name; the names are few and known. */
export class CountMap {
  readonly #counts = new Map<string, number>();

  /** All names that were counted, with their counts. */
  get entries(): Iterable<readonly [string, number]> {
    return this.#counts;
  }

  /** Counts one, or more. */
  add(name: string, count = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
  }
}
