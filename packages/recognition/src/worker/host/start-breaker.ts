/** Workers that end in a row without having decoded anything until no more are started. Chosen. */
const maxFailures = 5;

/**
 * Whether workers of a model are started: not when one after the other ends before it has decoded anything.
 *
 * - `closed`: they are.
 * - `open`: none is.
 * - `trying`: one was, to see whether it works.
 */
export type BreakerState = 'closed' | 'open' | 'trying';

/** Counts the failures of a pool's workers; see {@link BreakerState}. */
export class StartBreaker {
  #state: BreakerState = 'closed';
  #failures = 0;

  get state(): BreakerState {
    return this.#state;
  }

  /** Workers that ended in a row without having decoded anything. */
  get failures(): number {
    return this.#failures;
  }

  /**
   * A worker ended without having decoded anything, or could not be started.
   *
   * @returns true when no more are to be started from now on.
   */
  fail(): boolean {
    this.#failures += 1;
    if (this.#state === 'open' || (this.#state === 'closed' && this.#failures < maxFailures)) return false;
    this.#state = 'open';
    return true;
  }

  /** One worker is started to see whether it works. */
  try(): void {
    this.#state = 'trying';
  }

  /**
   * A worker has decoded something.
   *
   * @returns true when starting is allowed again, which it was not.
   */
  prove(): boolean {
    const wasClosed = this.#state === 'closed';
    this.#failures = 0;
    this.#state = 'closed';
    return !wasClosed;
  }
}
