import { sqliteCode } from './libsql-database.ts';
import { RecordStoreError } from './record-store.ts';

/**
 * Says in the store's words why a database did not do something.
 *
 * @param path - the database file; named in the message.
 */
export function storeFailure(error: unknown, path: string): RecordStoreError {
  if (error instanceof RecordStoreError) return error;
  const code = sqliteCode(error);
  // Extended codes begin with the plain one: SQLITE_CORRUPT_INDEX.
  const [, plain] = /^(SQLITE_[A-Z]+)/.exec(code ?? '') ?? [];
  if (plain === 'SQLITE_CORRUPT' || plain === 'SQLITE_NOTADB') return corruptStore(path, 'is damaged', error);
  if (plain === 'SQLITE_BUSY' || plain === 'SQLITE_LOCKED') {
    const text = `${path} is in use by another server: stop that one, or give this one another --data-dir.`;
    return new RecordStoreError('store_in_use', text, { cause: error });
  }
  return new RecordStoreError('store_unavailable', `${path} cannot be read or written: ${reason(error, code)}.`, {
    cause: error,
  });
}

/**
 * The error for a file that is no intact database of this server.
 *
 * @param what - what is wrong with it, after its name.
 */
export function corruptStore(path: string, what: string, cause?: unknown): RecordStoreError {
  const text = `${path} ${what}: move it away, or restore a backup; the server never overwrites it.`;
  return new RecordStoreError('store_corrupt', text, { cause });
}

function reason(error: unknown, code: string | undefined): string {
  if (code !== undefined) return code;
  return error instanceof Error && 'code' in error && error.code !== '' ? String(error.code) : 'it cannot be opened';
}
