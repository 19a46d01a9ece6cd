import type { Clock } from './platform.ts';

/** Audio that is not acknowledged at which a session is slow, in ms. Chosen: acknowledgements come every second. */
const slowFromMs = 5_000;
/** Audio that is not acknowledged below which it is slow no more, in ms. */
const slowUntilMs = 2_000;
/** How long a warning of lag counts, in ms: they come every 10 s while it goes on. */
const lagCountsMs = 15_000;

/** Tells whether audio is taken more slowly than it is sent. Two bounds, so that it does not flicker. */
export class SlowWatch {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  #isBehind = false;
  #isLagging = false;
  #cancelLag: () => void = () => undefined;

  /** @param onChange - called when time has changed what it tells. */
  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** True while audio is taken more slowly than it is sent, or the server says that it lags. */
  get isSlow(): boolean {
    return this.#isBehind || this.#isLagging;
  }

  /** Takes note of how much audio the server has not confirmed, in ms. */
  unacknowledged(ms: number): void {
    this.#isBehind = ms > slowFromMs || (this.#isBehind && ms >= slowUntilMs);
  }

  /** The server said that it lags. */
  lagged(): void {
    this.#cancelLag();
    this.#isLagging = true;
    this.#cancelLag = this.#clock.schedule(lagCountsMs, () => {
      this.#isLagging = false;
      this.#onChange();
    });
  }

  /** Watches no more. Idempotent. */
  close(): void {
    this.#cancelLag();
  }
}
