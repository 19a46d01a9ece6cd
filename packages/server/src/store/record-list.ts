import type { SqlValue } from './libsql-database.ts';
import { readCursor, writeCursor } from './record-cursor.ts';
import type { RecordPage, RecordQuery, SessionRecord } from './record-store.ts';

/** A page of records. */
export function pageOf(records: readonly SessionRecord[], hasMore: boolean): RecordPage {
  const last = records.at(-1);
  return !hasMore || last === undefined ? { records } : { records, next: writeCursor(last) };
}

/**
 * What the rows of a list have to be like.
 *
 * @param after - where the page begins; undefined for the first one.
 * @throws RecordStoreError `cursor_unknown`.
 */
export function conditionsOf(
  { owner, state, fromMs, toMs }: RecordQuery,
  after: string | undefined,
): { readonly conditions: readonly string[]; readonly values: readonly SqlValue[] } {
  const chosen: (readonly [string, readonly SqlValue[]])[] = [['owner = ?', [owner]]];
  if (state !== undefined) chosen.push(['state = ?', [state]]);
  if (fromMs !== undefined) chosen.push(['started_at_ms >= ?', [fromMs]]);
  if (toMs !== undefined) chosen.push(['started_at_ms < ?', [toMs]]);
  if (after !== undefined) {
    const { startedAtMs, sessionId } = readCursor(after);
    chosen.push(['(started_at_ms, session_id) < (?, ?)', [startedAtMs, sessionId]]);
  }
  return { conditions: chosen.map(([condition]) => condition), values: chosen.flatMap(([, values]) => values) };
}
