import type { SegmentText } from '../transcript/transcript.ts';
import type { SqlRow } from './libsql-database.ts';
import { type RecordState, recordStates, type SessionRecord } from './record-store.ts';

/** The columns that {@link parseRecord} reads. */
export const recordColumns =
  'session_id, owner, key_id, language, model_id, started_at_ms, state, error_code, ended_at_ms, received_samples, is_complete, finals';

/** Reads a session out of its row. @throws TypeError when the row is none of ours. */
export function parseRecord(row: SqlRow): SessionRecord {
  const errorCode = row['error_code'];
  const endedAtMs = row['ended_at_ms'];
  return {
    sessionId: text(row, 'session_id'),
    owner: text(row, 'owner'),
    keyId: text(row, 'key_id'),
    language: text(row, 'language'),
    modelId: text(row, 'model_id'),
    startedAtMs: number(row, 'started_at_ms'),
    state: parseState(row),
    ...(errorCode === null ? {} : { errorCode: text(row, 'error_code') }),
    ...(endedAtMs === null ? {} : { endedAtMs: number(row, 'ended_at_ms') }),
    receivedSamples: number(row, 'received_samples'),
    isComplete: number(row, 'is_complete') === 1,
    finals: number(row, 'finals'),
  };
}

/** Reads a final out of its row. @throws TypeError or SyntaxError when the row is none of ours. */
export function parseFinal(row: SqlRow): SegmentText {
  const content: unknown = JSON.parse(text(row, 'content'));
  if (typeof content !== 'object' || content === null || !('segment' in content) || !('words' in content)) {
    throw new TypeError('the content of a final is none');
  }
  // Only this store writes the column, always from a SegmentText.
  return content as SegmentText;
}

/** Reads a whole number out of a row. @throws TypeError when it is none. */
export function number(row: SqlRow, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw new TypeError(`column ${column} is no number`);
  return value;
}

function text(row: SqlRow, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`column ${column} is no text`);
  return value;
}

function parseState(row: SqlRow): RecordState {
  const state = recordStates.find((known) => known === row['state']);
  if (state === undefined) throw new TypeError('column state is no state');
  return state;
}
