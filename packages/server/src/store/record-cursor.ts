import { type NewSessionRecord, type RecordQuery, RecordStoreError } from './record-store.ts';

/** The place of a record in a list: the newest first, and among those of one millisecond the greatest id. */
export type RecordPosition = Pick<NewSessionRecord, 'startedAtMs' | 'sessionId'>;

/** Far longer than the position of a record can be. */
const maxCursorLength = 500;

/** Writes a position as the opaque text that a client gives back. */
export function writeCursor({ startedAtMs, sessionId }: RecordPosition): string {
  return Buffer.from(JSON.stringify([startedAtMs, sessionId])).toString('base64url');
}

/**
 * Reads a position that {@link writeCursor} wrote.
 *
 * @throws RecordStoreError `cursor_unknown`.
 */
export function readCursor(cursor: string): RecordPosition {
  const position = cursor.length > maxCursorLength ? undefined : parse(Buffer.from(cursor, 'base64url').toString());
  // Decoding takes more than what was encoded; only the one spelling is ours.
  if (position === undefined || writeCursor(position) !== cursor) {
    throw new RecordStoreError('cursor_unknown', 'the position of the page is none that was told');
  }
  return position;
}

/**
 * Checks how many records a list asks for.
 *
 * @throws RangeError when it is not a whole number from 1 to 1000.
 */
export function checkLimit({ limit }: RecordQuery): void {
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1000) return;
  throw new RangeError(`limit is ${limit}; it must be a whole number from 1 to 1000`);
}

function parse(json: string): RecordPosition | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // Text that is no JSON was never told, like any other that is not ours.
    return undefined;
  }
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [startedAtMs, sessionId] = value as readonly unknown[];
  if (!Number.isSafeInteger(startedAtMs) || typeof startedAtMs !== 'number') return undefined;
  return typeof sessionId === 'string' ? { startedAtMs, sessionId } : undefined;
}
