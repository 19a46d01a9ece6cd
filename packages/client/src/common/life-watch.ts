import type { Clock } from './platform.ts';

/** When a connection is not believed in any more. */
export interface LifeWatchOptions {
  readonly clock: Clock;
  /** How often a sign of life is asked for, in ms, and how long none may come before the connection is stale. */
  readonly pingIntervalMs: number;
  /** How long none may come after it was asked for before the connection is dead, in ms. */
  readonly silenceTimeoutMs: number;
  /** Asks for a sign of life; undefined where the platform cannot. */
  readonly ping: (() => void) | undefined;
  readonly onStale: () => void;
  /** After `onStale`: there was a sign of life. */
  readonly onRevived: () => void;
  /** Told once; nothing is told after it. */
  readonly onDead: () => void;
}

/**
 * Tells whether the other side of a connection lives. Whatever makes a server answer, asks: a ping, and audio, which is
 * acknowledged. Silence counts from the first question that is not answered, so that nothing is expected of a
 * connection on which nothing is asked.
 */
export class LifeWatch {
  readonly #options: LifeWatchOptions;
  #isStale = false;
  #isAsked = false;
  #cancelPing: () => void = () => undefined;
  #cancelStale: () => void = () => undefined;
  #cancelDead: () => void = () => undefined;

  constructor(options: LifeWatchOptions) {
    this.#options = options;
    this.#schedulePing();
  }

  /** True while no sign of life has come for longer than the interval. */
  get isStale(): boolean {
    return this.#isStale;
  }

  /** Something was sent that makes a living server answer. */
  asked(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    const { clock, pingIntervalMs, silenceTimeoutMs } = this.#options;
    this.#cancelStale = clock.schedule(pingIntervalMs, () => {
      this.#isStale = true;
      this.#options.onStale();
    });
    this.#cancelDead = clock.schedule(silenceTimeoutMs, () => {
      this.close();
      this.#options.onDead();
    });
  }

  /** There was a sign of life. */
  alive(): void {
    this.#isAsked = false;
    this.#cancelStale();
    this.#cancelDead();
    if (!this.#isStale) return;
    this.#isStale = false;
    this.#options.onRevived();
  }

  /** Watches no more. Idempotent. */
  close(): void {
    this.#cancelPing();
    this.#cancelStale();
    this.#cancelDead();
  }

  #schedulePing(): void {
    const { clock, ping, pingIntervalMs } = this.#options;
    if (ping === undefined) return;
    this.#cancelPing = clock.schedule(pingIntervalMs, () => {
      ping();
      this.asked();
      this.#schedulePing();
    });
  }
}
