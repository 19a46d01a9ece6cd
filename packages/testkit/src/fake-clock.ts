interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** A clock that stands still until a test advances it. It fits the `Clock` of the server's sessions. */
export class FakeClock {
  readonly #timers = new Set<Timer>();
  #nowMs = 0;
  #firedTimers = 0;

  /** Timers that are set and have not fired. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** Timers that have fired since the clock was made. */
  get firedTimers(): number {
    return this.#firedTimers;
  }

  /** Milliseconds since the clock was made. */
  nowMs(): number {
    return this.#nowMs;
  }

  /**
   * Calls back once the clock was advanced by that much.
   *
   * @param delayMs - >= 0.
   * @returns cancels it.
   */
  schedule(delayMs: number, callback: () => void): () => void {
    const timer: Timer = { dueMs: this.#nowMs + delayMs, callback };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /**
   * Lets time pass: timers fire in the order they are due, those set meanwhile too.
   *
   * @param ms - >= 0.
   */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (let next = this.#next(endMs); next !== undefined; next = this.#next(endMs)) {
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      this.#firedTimers += 1;
      next.callback();
    }
    this.#nowMs = endMs;
  }

  #next(endMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueMs <= endMs && (next === undefined || timer.dueMs < next.dueMs)) next = timer;
    }
    return next;
  }
}
