import { type IntegerRange, optionRanges, type ServiceType, type SessionOptionChanges } from '@steno/protocol';
import { CliError } from '../cli-error.ts';

/** What a session is asked for, as the flags say it; absent for the server's defaults. */
export interface SessionFlags {
  readonly type?: ServiceType | undefined;
  readonly endpointingMs?: string | undefined;
  readonly maxSegmentMs?: string | undefined;
  readonly keyTerms: readonly string[];
  readonly formatted: boolean;
  readonly actualNumbers: boolean;
}

/**
 * Puts flags into the options of a session; a flag that says what the server does anyway is left out.
 *
 * @throws CliError `usage` for a number that is none, or out of its range.
 */
export function sessionOptionsOf(flags: SessionFlags): SessionOptionChanges {
  return {
    type: flags.type,
    endpointingMs: wholeNumber('--endpointing-ms', flags.endpointingMs, optionRanges.endpointing_ms),
    maxSegmentMs: wholeNumber('--max-segment-ms', flags.maxSegmentMs, optionRanges.max_segment_ms),
    keyTerms: flags.keyTerms,
    formatted: flags.formatted ? undefined : false,
    actualNumbers: flags.actualNumbers ? true : undefined,
  };
}

function wholeNumber(flag: string, text: string | undefined, { min, max }: IntegerRange): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new CliError('usage', `${flag} is "${text.slice(0, 80)}"; it must be a whole number from ${min} to ${max}.`);
}
