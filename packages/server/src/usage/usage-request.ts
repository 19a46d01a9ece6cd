import { WireError } from '@steno/protocol';
import type { ParsedRequest } from '../gateway/upgrade-request.ts';
import { dayOf, type UsageQuery } from '../store/usage-store.ts';

/** Days of a report unless the client says otherwise, and the most it can ask for. Chosen. */
const defaultDays = 31;
const maxDays = 366;
/** Entries of a report; a report that would have more is refused, with its days. Chosen. */
export const maxEntries = 10_000;
const dayMs = 86_400_000;

/**
 * Reads which usage a client asks for.
 *
 * @param nowMs - Unix time in ms; the last day unless the client names one.
 * @throws WireError `bad_request` for what is no day, or too many.
 */
export function parseUsageRequest({ query }: Pick<ParsedRequest, 'query'>, nowMs: number): UsageQuery {
  const parameters = new Map([...query].map(([name, value]) => [name.toLowerCase(), value]));
  const to = readDay('to', parameters.get('to')) ?? dayOf(nowMs);
  const toMs = Date.parse(to);
  const from = readDay('from', parameters.get('from')) ?? dayOf(toMs - (defaultDays - 1) * dayMs);
  const days = (toMs - Date.parse(from)) / dayMs + 1;
  if (days < 1 || days > maxDays) {
    throw new WireError('bad_request', `from ${from} to ${to} are ${days} days; they must be 1 to ${maxDays}.`, {
      parameter: 'from',
      minimum: 1,
      maximum: maxDays,
    });
  }
  return { from, to, limit: maxEntries + 1 };
}

function readDay(name: string, text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  // Only a day that comes back as it went in exists.
  if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && dayOf(Date.parse(text)) === text)
    return text;
  throw new WireError('bad_request', `${name} is "${text.slice(0, 40)}"; it must be a day, as 2026-01-31.`, {
    parameter: name,
  });
}
