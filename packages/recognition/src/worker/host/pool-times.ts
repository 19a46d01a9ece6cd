/** How long a pool waits, in ms. */
export interface PoolTimes {
  /** Before a worker is replaced; doubles each time one did nothing, up to the maximum. */
  readonly firstRetryMs: number;
  readonly maxRetryMs: number;
  /** Before a model that was given up is tried again. */
  readonly giveUpMs: number;
  /** How long a stream may wait for a worker: the first one, or another one when it was lost. */
  readonly maxWaitMs: number;
}

/** Chosen. */
export const usualPoolTimes: PoolTimes = {
  firstRetryMs: 250,
  maxRetryMs: 30_000,
  giveUpMs: 300_000,
  maxWaitMs: 60_000,
};
