import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LibsqlDatabase, sqliteCode } from './libsql-database.ts';
import { numberIn } from './record-rows.ts';
import { applicationId, recordSchema, schemaVersion } from './record-schema.ts';
import { corruptStore, storeFailure } from './store-failure.ts';

/** Chosen: a check of this much takes a fraction of a second, and a server that starts should listen soon. */
const maxCheckedBytes = 64 * 1024 * 1024;

/** How long another process may have the file, as when it is just ending, in ms. Chosen. */
const busyTimeoutMs = 500;

/** An integer that SQLite cannot negate, so that a statement whose result nobody reads fails when it has a row. */
const failure = 'abs(-9223372036854775808)';

/** A database that is open for this process alone. */
export interface RecordDatabase {
  readonly database: LibsqlDatabase;
  /** Records that were live when the server before ended. */
  readonly interrupted: number;
}

/**
 * Opens the database of records, or makes it. A file that is damaged, or none of ours, is left as it is.
 *
 * @param nowMs - Unix time in ms; when the records that are still live ended.
 * @throws RecordStoreError (as a rejection) `store_corrupt`, `store_in_use` or `store_unavailable`.
 */
export async function openRecordDatabase(path: string, nowMs: number): Promise<RecordDatabase> {
  try {
    await makeFile(path);
    await checkFile(path);
    const database = new LibsqlDatabase(path);
    // Only `exec` until all is well: a connection with prepared statements keeps its lock after it is closed.
    try {
      await own(database, path);
      // The check before has shared memory for its log; the owner of a file has its own.
      await rm(`${path}-shm`, { force: true });
      return { database, interrupted: await interruptLive(database, nowMs) };
    } catch (error) {
      database.close();
      throw error;
    }
  } catch (error) {
    throw storeFailure(error, path);
  }
}

/**
 * Closes a database so that all is in the one file and another process can have it.
 *
 * @throws Error of the driver (as a rejection); the database is closed all the same, and nothing is lost.
 */
export async function closeRecordDatabase(database: LibsqlDatabase): Promise<void> {
  try {
    // Locks of the log last as long as the connection, which the driver ends late: so the log goes first.
    await database.exec('PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL; SELECT count(*) FROM sessions');
  } finally {
    database.close();
  }
}

/** Makes the directory and an empty file, for their owner only, when they are missing. */
async function makeFile(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  // A file that exists is not opened here: closing it would give up the locks this process has on it.
  if ((await sizeOf(path)) === undefined) await (await open(path, 'wx', 0o600)).close();
}

/**
 * Looks at a file without writing: a connection that may write would bring a log into a damaged file when it ends.
 * Only `exec` is used, because a connection with prepared statements does not end when it is closed.
 */
async function checkFile(path: string): Promise<void> {
  const size = (await sizeOf(path)) ?? 0;
  const logSize = (await sizeOf(`${path}-wal`)) ?? 0;
  if (size === 0 && logSize > 0) throw corruptStore(path, 'is empty, but its log is not');
  if (size === 0) return;
  const database = new LibsqlDatabase(`${pathToFileURL(path).href}?mode=ro`);
  try {
    await database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    await identify(database, path);
    const damage = "pragma_quick_check WHERE quick_check <> 'ok'";
    if (size + logSize <= maxCheckedBytes) await refuse(database, damage, corruptStore(path, 'is damaged'));
  } catch (error) {
    const told = storeFailure(error, path);
    // Looking alone may be impossible where opening is not; opening says what is wrong then.
    if (told.code !== 'store_unavailable') throw told;
  } finally {
    database.close();
  }
}

/** Refuses a file that is another program's, or a newer version's. */
async function identify(database: LibsqlDatabase, path: string): Promise<void> {
  await database.exec('SELECT count(*) FROM sqlite_master');
  const foreign = `application_id <> ${applicationId} AND EXISTS (SELECT 1 FROM sqlite_master)`;
  await refuse(database, `pragma_application_id WHERE ${foreign}`, corruptStore(path, 'is no database of records'));
  const newer = `pragma_user_version WHERE user_version > ${schemaVersion}`;
  await refuse(database, newer, corruptStore(path, 'is of a newer version of this server'));
}

/** Throws `error` when there is a row. The check runs off the event loop. */
async function refuse(database: LibsqlDatabase, rows: string, error: Error): Promise<void> {
  try {
    await database.exec(`SELECT ${failure} FROM ${rows}`);
  } catch (cause) {
    throw sqliteCode(cause) === 'SQLITE_ERROR' ? error : cause;
  }
}

/**
 * Makes the connection the only one that can use the file, in any process. The lock is the system's: it ends with
 * the process, however that ends.
 */
async function own(database: LibsqlDatabase, path: string): Promise<void> {
  await database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}; PRAGMA locking_mode = EXCLUSIVE`);
  await identify(database, path);
  await database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
    BEGIN EXCLUSIVE;
    ${recordSchema}
    COMMIT;
  `);
}

/** Samples of a live record go up to its newest final, which is all that is known of an interrupted one. */
async function interruptLive(database: LibsqlDatabase, nowMs: number): Promise<number> {
  const endedAtMs = Math.trunc(nowMs);
  await database.exec(`UPDATE sessions SET state = 'interrupted', ended_at_ms = ${endedAtMs} WHERE state = 'live'`);
  const [row] = await database.all('SELECT changes() AS changes');
  return row === undefined ? 0 : numberIn(row, 'changes');
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw cause;
  }
}
