import { WireError } from '@steno/protocol';
import type { ParsedRequest } from '../gateway/upgrade-request.ts';
import { searchedParts, searchLimits } from '../store/search-words.ts';
import { type RecordQuery, recordStates } from '../store/record-store.ts';

/** The path of the records. */
export const recordsPath = '/v2/sessions';

/** What a record can be read as. */
export const recordForms = ['json', 'txt', 'srt', 'vtt'] as const;

/** What a record is read as. */
export type RecordForm = (typeof recordForms)[number];

/** What a client asks of the records. */
export type RecordRequest =
  | { readonly type: 'list'; readonly query: Omit<RecordQuery, 'owner'> }
  | { readonly type: 'read'; readonly sessionId: string; readonly form: RecordForm }
  | { readonly type: 'delete'; readonly sessionId: string }
  | { readonly type: 'other_method'; readonly allowed: readonly string[] };

/** Records of a page unless the client says otherwise, and the most it can ask for. Chosen. */
const defaultLimit = 50;
const maxLimit = 1000;
/** The same of a search, which reads finals of each. */
const maxSearchLimit = 100;
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Says whether a path is one of the records. */
export function isRecordPath(path: string): boolean {
  return path === recordsPath || path.startsWith(`${recordsPath}/`);
}

/**
 * Reads what a client asks for. Nothing in a path is decoded: what is no UUID as it stands is no session.
 *
 * @param request - its path is one of the records.
 * @throws WireError `bad_request` for a value out of range, `session_unknown` for a path that names no session.
 */
export function parseRecordRequest({ method, path, query }: ParsedRequest): RecordRequest {
  const isRead = method === 'GET' || method === 'HEAD';
  const parameters = firstValues(query);
  if (path === recordsPath) {
    return isRead ? { type: 'list', query: readQuery(parameters) } : { type: 'other_method', allowed: ['GET', 'HEAD'] };
  }
  const sessionId = path.slice(recordsPath.length + 1).toLowerCase();
  if (!uuid.test(sessionId)) throw unknownSession();
  if (isRead) {
    return { type: 'read', sessionId, form: readChoice('as', parameters.get('as'), recordForms) ?? 'json' };
  }
  if (method === 'DELETE') return { type: 'delete', sessionId };
  return { type: 'other_method', allowed: ['GET', 'HEAD', 'DELETE'] };
}

/** The error for a session that is not there, or is another owner's. */
export function unknownSession(): WireError {
  return new WireError('session_unknown', 'There is no record of a session of that name.');
}

/** The error for a position that was never told. */
export function unknownCursor(): WireError {
  return new WireError('bad_request', 'after must be what next of the page before said.', { parameter: 'after' });
}

function readQuery(parameters: ReadonlyMap<string, string>): Omit<RecordQuery, 'owner'> {
  const state = readChoice('state', parameters.get('state'), recordStates);
  const after = parameters.get('after');
  const fromMs = readTime('from', parameters.get('from'));
  const toMs = readTime('to', parameters.get('to'));
  const parts = readSearch(parameters.get('q'));
  return {
    limit: readLimit(parameters.get('limit'), parts === undefined ? maxLimit : maxSearchLimit),
    ...(state === undefined ? {} : { state }),
    ...(after === undefined ? {} : { after }),
    ...(fromMs === undefined ? {} : { fromMs }),
    ...(toMs === undefined ? {} : { toMs }),
    ...(parts === undefined ? {} : { parts }),
  };
}

/** A day or a moment as ISO 8601 has it, in UTC unless it says otherwise; in Unix time, ms. */
function readTime(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const isMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/.test(text);
  const ms = isDay || isMoment ? Date.parse(text) : NaN;
  if (!Number.isNaN(ms) && isCalendarDay(text.slice(0, 10))) return ms;
  throw new WireError(
    'bad_request',
    `${name} is "${text.slice(0, 40)}"; it must be a day such as 2026-01-31 or a moment such as 2026-01-31T12:00:00Z.`,
    { parameter: name },
  );
}

/** Whether there is such a day: a date that is parsed takes 31 February for a day of March. */
function isCalendarDay(day: string): boolean {
  const ms = Date.parse(day);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}

function readSearch(text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  const { maxCharacters, maxWords } = searchLimits;
  const parts = text.length > maxCharacters ? [] : searchedParts(text);
  if (parts.length >= 1 && parts.length <= maxWords) return parts;
  throw new WireError('bad_request', `q must have 1 to ${maxWords} words and at most ${maxCharacters} characters.`, {
    parameter: 'q',
    max_words: maxWords,
    max_characters: maxCharacters,
  });
}

function readLimit(text: string | undefined, max: number): number {
  if (text === undefined) return defaultLimit;
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= max) return limit;
  throw new WireError('bad_request', `limit is "${text.slice(0, 40)}"; it must be a whole number from 1 to ${max}.`, {
    parameter: 'limit',
    minimum: 1,
    maximum: max,
  });
}

function readChoice<T extends string>(name: string, text: string | undefined, allowed: readonly T[]): T | undefined {
  if (text === undefined) return undefined;
  const found = allowed.find((choice) => choice === text.toLowerCase());
  if (found !== undefined) return found;
  const choices = allowed.map((choice) => `"${choice}"`).join(', ');
  throw new WireError('bad_request', `${name} is "${text.slice(0, 40)}"; it must be one of ${choices}.`, {
    parameter: name,
    allowed,
  });
}

/** The first value of each name counts, its name in any case; an empty one is none. */
function firstValues(query: ParsedRequest['query']): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of query) {
    const key = name.toLowerCase();
    if (value !== '' && !values.has(key)) values.set(key, value);
  }
  return values;
}
