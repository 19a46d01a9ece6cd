import type { Clock } from './ports.ts';

/** Time between two acknowledgements, in ms. */
const ackIntervalMs = 1000;

/**
 * When a client that wants it is told how much audio has come: at most once a second, and always of the last audio, so
 * that a client may wait for it.
 */
export class AckPace {
  readonly #clock: Clock;
  readonly #acknowledge: () => void;
  #acknowledgedAtMs = -Infinity;
  #cancel: (() => void) | undefined;

  /** @param acknowledge - called when an acknowledgement is due. */
  constructor(clock: Clock, acknowledge: () => void) {
    this.#clock = clock;
    this.#acknowledge = acknowledge;
  }

  /** Audio has come. */
  heard(): void {
    if (this.#cancel !== undefined) return;
    const waitMs = this.#acknowledgedAtMs + ackIntervalMs - this.#clock.nowMs();
    if (waitMs <= 0) this.#tell();
    else this.#cancel = this.#clock.schedule(waitMs, () => this.#tell());
  }

  /** Tells nothing more. Idempotent. */
  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #tell(): void {
    this.#cancel = undefined;
    this.#acknowledgedAtMs = this.#clock.nowMs();
    this.#acknowledge();
  }
}
