import type { Clock } from './platform.ts';

/** Says that the client is there, whenever nothing was sent for an interval. */
export class KeepAlive {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #say: () => void;
  #hasSent = false;
  #cancel: () => void = () => undefined;

  /** @param say - called once an interval has passed without {@link KeepAlive.sent}. */
  constructor(clock: Clock, intervalMs: number, say: () => void) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#say = say;
    this.#schedule();
  }

  /** Something was sent that shows as much. */
  sent(): void {
    this.#hasSent = true;
  }

  /** Says nothing more. Idempotent. */
  close(): void {
    this.#cancel();
  }

  #schedule(): void {
    this.#cancel = this.#clock.schedule(this.#intervalMs, () => {
      if (!this.#hasSent) this.#say();
      this.#hasSent = false;
      this.#schedule();
    });
  }
}
