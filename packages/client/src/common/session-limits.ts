import type { SessionLimits } from './contract.ts';

/** The limits of a session that names none. docs/client.md has the same table; a test compares the two. */
export const defaultSessionLimits: SessionLimits = {
  connectTimeoutMs: 10_000,
  tokenTimeoutMs: 10_000,
  resendBufferMs: 60_000,
  highWaterMarkBytes: 262_144,
  maxUnreadMessages: 1_000,
  reconnectDelayMs: 250,
  maxReconnectDelayMs: 10_000,
  reconnectTimeoutMs: 120_000,
  pingIntervalMs: 20_000,
  silenceTimeoutMs: 50_000,
  stopTimeoutMs: 120_000,
};

/** Timers of all platforms count in 31 bits. */
const maxLimit = 2_147_483_647;

/**
 * Fills in the defaults.
 *
 * @throws RangeError for a limit that is no whole number from 1 to 2,147,483,647; TypeError for one that nobody knows.
 */
export function completeLimits(limits: Partial<SessionLimits> = {}): SessionLimits {
  const given = Object.entries<unknown>(limits).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    if (!Object.hasOwn(defaultSessionLimits, name)) {
      throw new TypeError(`There is no limit ${name}; there are ${Object.keys(defaultSessionLimits).join(', ')}.`);
    }
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > maxLimit) {
      throw new RangeError(`${name} is ${String(value)}; it must be a whole number from 1 to ${maxLimit}.`);
    }
  }
  return { ...defaultSessionLimits, ...Object.fromEntries(given) };
}
