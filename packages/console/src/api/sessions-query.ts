/** The states of a session's record. */
export const sessionStates = ['live', 'stopped', 'failed', 'interrupted'] as const;

/** One of `sessionStates`. */
export type SessionState = (typeof sessionStates)[number];

/** Which sessions are wanted. */
export interface SessionsQuery {
  /** All of its words must occur; the last one may be the beginning of a word. */
  readonly words: string;
  readonly state: SessionState | '';
  /** A day, as `2026-01-31`, in the time of the reader; empty for no bound. Both days are in. */
  readonly from: string;
  readonly to: string;
}

/** Everything. */
export const noQuery: SessionsQuery = { words: '', state: '', from: '', to: '' };

const pageSize = 25;
const dayMs = 86_400_000;

/** The parameters of a query; what is empty is left out. */
export function sessionsParameters(query: SessionsQuery, after?: string): URLSearchParams {
  const parameters = new URLSearchParams({ limit: String(pageSize) });
  const words = query.words.trim();
  if (words !== '') parameters.set('q', words);
  if (query.state !== '') parameters.set('state', query.state);
  const from = startOfDay(query.from);
  if (from !== undefined) parameters.set('from', new Date(from).toISOString());
  const to = startOfDay(query.to);
  if (to !== undefined) parameters.set('to', new Date(to + dayMs - 1).toISOString());
  if (after !== undefined) parameters.set('after', after);
  return parameters;
}

function startOfDay(day: string): number | undefined {
  const at = /^\d{4}-\d{2}-\d{2}$/u.test(day) ? new Date(`${day}T00:00:00`).getTime() : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
