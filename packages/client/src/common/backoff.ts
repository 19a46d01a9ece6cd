/** How delays grow. */
export interface BackoffLimits {
  /** The bound of the first delay, in ms. */
  readonly reconnectDelayMs: number;
  /** The longest delay, in ms. */
  readonly maxReconnectDelayMs: number;
}

/**
 * The delay before an attempt to reconnect: anything from 0 to a bound that doubles each time ("full jitter" of
 * aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter), so that clients that lost the same server do not
 * come back at the same moment.
 *
 * @param attempt - 0 for the first.
 * @param random - 0 <= x < 1.
 * @returns ms.
 */
export function backoffMs(attempt: number, limits: BackoffLimits, random: number): number {
  const boundMs = Math.min(limits.maxReconnectDelayMs, limits.reconnectDelayMs * 2 ** Math.min(attempt, 30));
  return Math.floor(random * boundMs);
}
