import type { SegmentText } from '../transcript/transcript.ts';
import type { SqlRow } from './libsql-database.ts';
import type { SessionReport } from '../session/session-report.ts';
import { type RecordState, recordStates, type SessionRecord } from './record-store.ts';

/** The columns of a session that are written when it begins. */
export const recordColumns =
  'session_id, owner, key_id, language, model_id, started_at_ms, state, error_code, ended_at_ms, received_samples, is_complete, finals';

/** What {@link parseRecord} reads, of `sessions`. */
export const recordSelection: string = `${recordColumns},
  (SELECT epoch FROM session_shares WHERE session = id) AS share_epoch,
  (SELECT content FROM session_figures WHERE session = id) AS figures`;

/** Reads a session out of its row. @throws TypeError when the row is none of ours. */
export function parseRecord(row: SqlRow): SessionRecord {
  const errorCode = row['error_code'];
  const endedAtMs = row['ended_at_ms'];
  return {
    sessionId: textIn(row, 'session_id'),
    owner: textIn(row, 'owner'),
    keyId: textIn(row, 'key_id'),
    language: textIn(row, 'language'),
    modelId: textIn(row, 'model_id'),
    startedAtMs: numberIn(row, 'started_at_ms'),
    state: parseState(row),
    ...(errorCode === null ? {} : { errorCode: textIn(row, 'error_code') }),
    ...(endedAtMs === null ? {} : { endedAtMs: numberIn(row, 'ended_at_ms') }),
    receivedSamples: numberIn(row, 'received_samples'),
    isComplete: numberIn(row, 'is_complete') === 1,
    finals: numberIn(row, 'finals'),
    shareEpoch: row['share_epoch'] === null ? 0 : numberIn(row, 'share_epoch'),
    ...(row['figures'] === null ? {} : { figures: parseFigures(textIn(row, 'figures')) }),
  };
}

function parseFigures(content: string): SessionReport {
  // Only this store writes the column, always from a SessionReport.
  return JSON.parse(content) as SessionReport;
}

/** Reads a final out of its row. @throws TypeError or SyntaxError when the row is none of ours. */
export function parseFinal(row: SqlRow): SegmentText {
  const content: unknown = JSON.parse(textIn(row, 'content'));
  if (typeof content !== 'object' || content === null || !('segment' in content) || !('words' in content)) {
    throw new TypeError('the content of a final is none');
  }
  // Only this store writes the column, always from a SegmentText.
  return content as SegmentText;
}

/** Reads a whole number out of a row. @throws TypeError when it is none. */
export function numberIn(row: SqlRow, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw new TypeError(`column ${column} is no number`);
  return value;
}

/** Reads a text out of a row. @throws TypeError when it is none. */
export function textIn(row: SqlRow, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`column ${column} is no text`);
  return value;
}

function parseState(row: SqlRow): RecordState {
  const state = recordStates.find((known) => known === row['state']);
  if (state === undefined) throw new TypeError('column state is no state');
  return state;
}
