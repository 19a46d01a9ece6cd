/** Finds the largest load that is carried, assuming that less than a load that is carried is carried, too. */
export class CapacitySearch {
  readonly #step: number;
  #carried = 0;
  #tooMuch = Infinity;
  #next: number;

  /**
   * @param first - the load tried first; integer, >= 1.
   * @param step - how far apart the answer's bounds may be; integer, >= 1.
   */
  constructor(first: number, step: number) {
    this.#next = first;
    this.#step = step;
  }

  /** The largest load known to be carried; 0 when none is. */
  get carried(): number {
    return this.#carried;
  }

  /** True when the answer is known to a step. */
  get isOver(): boolean {
    return this.#tooMuch - this.#carried <= this.#step;
  }

  /** The load to try. */
  get next(): number {
    return this.#next;
  }

  /** Takes the outcome of {@link next}. */
  record(isCarried: boolean): void {
    if (isCarried) this.#carried = this.#next;
    else this.#tooMuch = this.#next;
    // Until both bounds are known it goes by about a tenth.
    if (this.#tooMuch === Infinity) this.#next = this.#carried + Math.max(this.#step, Math.round(this.#carried / 10));
    else if (this.#carried === 0)
      this.#next = Math.max(1, this.#tooMuch - Math.max(this.#step, Math.round(this.#tooMuch / 10)));
    else this.#next = Math.round((this.#carried + this.#tooMuch) / 2);
  }
}
