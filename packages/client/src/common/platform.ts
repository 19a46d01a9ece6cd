import type { OpenSocket } from './socket-port.ts';

/** Time as a session sees it; tests have a clock of their own. */
export interface Clock {
  /** Milliseconds that never go back; only differences mean something. */
  nowMs(): number;
  /**
   * Calls back once.
   *
   * @param delayMs - >= 0.
   * @returns cancels it.
   */
  schedule(delayMs: number, callback: () => void): () => void;
}

/** All that a session takes from where it runs. */
export interface Platform {
  readonly clock: Clock;
  /** 0 <= x < 1; for the jitter of reconnections. */
  readonly random: () => number;
  readonly openSocket: OpenSocket;
}

/** The timers that browsers and Node share. */
interface PlatformTimers {
  readonly performance: { now(): number };
  readonly setTimeout: (callback: () => void, delayMs: number) => unknown;
  readonly clearTimeout: (timer: never) => void;
}

/** The clock of the platform. */
export const systemClock: Clock = {
  nowMs: () => timers().performance.now(),
  schedule: (delayMs, callback) => {
    const { setTimeout, clearTimeout } = timers();
    const timer = setTimeout(callback, delayMs);
    return () => {
      clearTimeout(timer as never);
    };
  },
};

/** Read at each use: a test may replace them. */
function timers(): PlatformTimers {
  // The neutral code has no type of the global object; both platforms have these functions.
  return globalThis as unknown as PlatformTimers;
}
