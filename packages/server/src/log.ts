import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from './config/configuration.ts';

/** The log of a server: facts as fields with units, never a credential, never speech. */
export type Log = Pick<Logger, 'error' | 'warn' | 'info' | 'debug'> & {
  /** The same log with facts added to each line. */
  child(facts: Readonly<Record<string, string>>): Log;
};

/**
 * Makes the root log: one JSON object a line.
 *
 * @param level - lines below it are left out.
 * @param destination - where the lines go; default standard error.
 */
export function createLog(level: LogLevel, destination?: DestinationStream): Log {
  return pino({ level, base: null }, destination ?? pino.destination({ dest: 2, sync: true }));
}
