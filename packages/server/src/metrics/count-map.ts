/** Counts by name; the names are few and known. */
export class CountMap {
  readonly #counts: Map<string, number>;

  /** @param names - counted from 0, so that the first of them is a rise for whoever watches for it; others begin with their first. */
  constructor(names: Iterable<string> = []) {
    this.#counts = new Map([...names].map((name) => [name, 0]));
  }

  /** All names that are known, with their counts. */
  get entries(): Iterable<readonly [string, number]> {
    return this.#counts;
  }

  /** Counts one, or more. */
  add(name: string, count = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
  }
}
