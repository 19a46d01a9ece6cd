/** The longest that anything is held back, in ms. Chosen: two releases a second; a session takes less than a second for no lag. */
const releaseMs = 500;

/** Who holds something back, until it is asked to let go of it. */
export interface Holder {
  /** Gives on what is held. */
  release(): void;
}

/**
 * Has streams that hold something back let go of it, all at the same moment: their workers are woken once for all of them.
 * One timer, which runs only while something is held.
 */
export class ReleaseClock {
  readonly #holders = new Set<Holder>();
  #timer: NodeJS.Timeout | undefined;

  /** Has a holder release what it holds within {@link releaseMs}, once, unless it leaves before. */
  join(holder: Holder): void {
    this.#holders.add(holder);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const due = [...this.#holders];
      this.#holders.clear();
      for (const one of due) one.release();
    }, releaseMs).unref();
  }

  /** The holder holds nothing any more. Idempotent. */
  leave(holder: Holder): void {
    if (!this.#holders.delete(holder) || this.#holders.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
