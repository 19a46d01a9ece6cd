import type { Clock } from './ports.ts';

/** Time between two acknowledgements, in ms. */
const ackIntervalMs = 1000;

/** When a client that wants it is told how much audio has come: at most once a second. */
export class AckPace {
  readonly #clock: Clock;
  #acknowledgedAtMs = -Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** True when an acknowledgement is due; the next one is a second later then. */
  take(): boolean {
    const now = this.#clock.nowMs();
    if (now - this.#acknowledgedAtMs < ackIntervalMs) return false;
    this.#acknowledgedAtMs = now;
    return true;
  }
}
