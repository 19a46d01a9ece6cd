import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../session/ports.ts';
import { type LibsqlStoreOptions, openLibsqlStore } from './libsql-store.ts';
import { MemoryStore } from './memory-store.ts';
import { type RecordStore, RecordStoreError } from './record-store.ts';

/** What a store is opened with. */
export interface OpenRecordStoreOptions extends Pick<LibsqlStoreOptions, 'onProblem' | 'onRecovered'> {
  /** Where `records.db` is, or is made. */
  readonly dataDir: string;
  /** How long records are kept after their sessions ended, in ms; 0 keeps them in memory while sessions are live. */
  readonly retentionMs: number;
  /** How long usage is kept, in days; 0, the default, keeps it in memory while records are not kept. */
  readonly usageRetentionDays?: number;
}

const dayMs = 86_400_000;

/** Where the records of a data directory are stored. */
export function recordFilePath(dataDir: string): string {
  return join(dataDir, 'records.db');
}

/**
 * Opens the store that a retention asks for. A retention of 0 also deletes the records that were kept before; the file is
 * there for usage only then.
 *
 * The caller closes it, after the sessions. It deletes by itself what is kept no longer.
 *
 * @throws RecordStoreError (as a rejection) `store_corrupt` or `store_in_use`; a file that cannot be read or written
 *   is told to `onProblem`, and tried again.
 */
export async function openRecordStore(options: OpenRecordStoreOptions): Promise<RecordStore> {
  const path = recordFilePath(options.dataDir);
  const { retentionMs, usageRetentionDays = 0 } = options;
  const usageRetentionMs = usageRetentionDays * dayMs;
  const open = { ...options, path, usageRetentionMs, clock: systemClock, now: Date.now };
  if (retentionMs > 0) return openLibsqlStore(open);
  if (existsSync(path)) await emptyFile(open);
  return new MemoryStore(usageRetentionDays > 0 ? await openLibsqlStore(open) : undefined);
}

async function emptyFile(options: LibsqlStoreOptions): Promise<void> {
  const store = await openLibsqlStore(options);
  try {
    await store.sweep(Number.MAX_SAFE_INTEGER);
  } catch (error) {
    if (!(error instanceof RecordStoreError)) throw error;
    options.onProblem(error);
  } finally {
    await store.close();
  }
}
