import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../session/ports.ts';
import type { SessionReport } from '../session/session-report.ts';
import type { SegmentText } from '../transcript/transcript.ts';
import { CommitQueue, type Operation } from './commit-queue.ts';
import { DatabaseConnection } from './database-connection.ts';
import { checkLimit, writeCursor } from './record-cursor.ts';
import { LibsqlUsage } from './libsql-usage.ts';
import { numberIn, parseFinal, parseRecord, recordColumns, recordSelection, textIn } from './record-rows.ts';
import { conditionsOf, pageOf } from './record-list.ts';
import { batchOf, type Candidate, type FoundSession, matchesOf, searchIn } from './record-search.ts';
import {
  type FinalsQuery,
  type NewSessionRecord,
  type RecordEnding,
  type RecordPage,
  type RecordQuery,
  type RecordStore,
  RecordStoreError,
  type SessionRecord,
} from './record-store.ts';
import { RetentionSweeper } from './retention-sweeper.ts';
import { corruptStore, storeFailure } from './store-failure.ts';
import { dayOf } from './usage-store.ts';
import { WordIndex } from './word-index.ts';

/** What a store in a file is opened with. */
export interface LibsqlStoreOptions {
  /** The database file. It and its directory are made when they are missing, for their owner only. */
  readonly path: string;
  readonly clock: Clock;
  /** Unix time in ms. */
  readonly now: () => number;
  /** How long a record is kept after its session ended, in ms; 0 or more. */
  readonly retentionMs: number;
  /** How long usage is kept, in ms; 0 or more. */
  readonly usageRetentionMs: number;
  /** Called when the database cannot be opened for now, not be swept, or not be closed as it should. */
  readonly onProblem: (error: RecordStoreError) => void;
  /** Called when the database was opened, with how many records were live: they are `interrupted` from then on. */
  readonly onRecovered?: (interrupted: number) => void;
}

/** Finals read at once, so that reading a long session does not hold up the others. Chosen: about 2 ms of work. */
const finalsAtOnce = 200;
/** Records deleted in one transaction. Chosen: hours of speech, so that new finals do not wait long. */
const sweptAtOnce = 20;
/** Sessions looked at for a search before their words are. Chosen. */
const searchedAtOnce = 200;
/** Sessions whose ending waits to be stored; beyond, the next start of the server finds them interrupted. Chosen. */
const maxOwed = 10_000;
/** Chosen: longer than a disk that works ever takes, short enough to wait for when a server ends. */
const closeTimeoutMs = 10_000;

const incomplete = 'incomplete';

/**
 * Opens the store in a file. When the file cannot be read or written, the store opens all the same: it rejects what
 * it is asked for with `store_unavailable`, and tries to open the file again, at most once a second.
 *
 * @throws RecordStoreError (as a rejection) `store_corrupt` or `store_in_use`.
 */
export async function openLibsqlStore(options: LibsqlStoreOptions): Promise<LibsqlStore> {
  let isOpening = true;
  const connection = new DatabaseConnection({
    ...options,
    onProblem: (error) => {
      // Another reason stops the opening, whose caller gets it.
      if (!isOpening || error.code === 'store_unavailable') options.onProblem(error);
    },
    onOpen: (interrupted) => {
      options.onRecovered?.(interrupted);
    },
  });
  try {
    await connection.connect();
  } catch (error) {
    if (!(error instanceof RecordStoreError) || error.code !== 'store_unavailable') throw error;
  } finally {
    isOpening = false;
  }
  return new LibsqlStore(connection, options);
}

/**
 * Keeps records in an SQLite file that this process alone uses, and deletes those whose retention is over. Made by
 * {@link openLibsqlStore}.
 */
export class LibsqlStore implements RecordStore {
  readonly usage: LibsqlUsage;
  readonly #connection: DatabaseConnection;
  readonly #options: LibsqlStoreOptions;
  readonly #queue: CommitQueue;
  readonly #words: WordIndex;
  /** What could not be stored of the end of sessions; stored as soon as the database takes it. */
  readonly #owed = new Map<string, RecordEnding | typeof incomplete>();
  readonly #sweepers: readonly RetentionSweeper[];
  #settling: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  /** Takes over the connection. */
  constructor(connection: DatabaseConnection, options: LibsqlStoreOptions) {
    this.#connection = connection;
    this.#options = options;
    const { path, clock, now, retentionMs, usageRetentionMs, onProblem } = options;
    this.#queue = new CommitQueue({ path, clock, connect: () => connection.connect() });
    this.#words = new WordIndex(this.#queue);
    // The words of finals that a server before stored.
    this.#words.settleSoon([]);
    const usage = new LibsqlUsage(this.#queue);
    this.usage = usage;
    const common = {
      clock,
      now,
      onProblem: (error: unknown): void => {
        onProblem(storeFailure(error, path));
      },
    };
    const sweepUsage = { sweep: (beforeMs: number) => usage.sweepUsage(dayOf(beforeMs)) };
    this.#sweepers = [
      new RetentionSweeper({ ...common, store: this, retentionMs }),
      new RetentionSweeper({ ...common, store: sweepUsage, retentionMs: usageRetentionMs }),
    ];
  }

  get waitingOperations(): number {
    return this.#queue.waiting;
  }

  /** See {@link RecordStore.begin}. */
  async begin(session: NewSessionRecord): Promise<void> {
    void this.#settleOwed();
    const { sessionId, owner, keyId, language, modelId, startedAtMs } = session;
    const sql = `INSERT INTO sessions (${recordColumns}) VALUES (?, ?, ?, ?, ?, ?, 'live', NULL, NULL, 0, 1, 0)`;
    await this.#queue.submit({
      run: (database) => database.run(sql, sessionId, owner, keyId, language, modelId, startedAtMs),
    });
  }

  /** See {@link RecordStore.append}. */
  async append(sessionId: string, final: SegmentText): Promise<void> {
    void this.#settleOwed();
    const sql = `INSERT INTO finals (session, segment, end_sample, content)
      SELECT id, ?, ?, ? FROM sessions WHERE session_id = ? AND state = 'live'`;
    const content = JSON.stringify(final);
    try {
      await this.#queue.submit({
        run: async (database) => {
          if ((await database.run(sql, final.segment, final.endSample, content, sessionId)) > 0) return;
          throw new RecordStoreError('store_unavailable', `session ${sessionId} has no live record`);
        },
      });
      this.#words.note(sessionId, final.segment);
    } catch (error) {
      this.#owe(sessionId, incomplete);
      throw error;
    }
  }

  /** See {@link RecordStore.end}. An ending that is rejected is stored later, when the database takes it again. */
  async end(sessionId: string, ending: RecordEnding): Promise<void> {
    void this.#settleOwed();
    try {
      await Promise.all(this.#endings(sessionId, ending));
      this.#owed.delete(sessionId);
      this.#words.settleSoon([sessionId]);
    } catch (error) {
      this.#owe(sessionId, ending);
      throw error;
    }
  }

  /** See {@link RecordStore.find}. */
  async find(sessionId: string, owner: string): Promise<SessionRecord | undefined> {
    const sql = `SELECT ${recordSelection} FROM sessions WHERE session_id = ? AND owner = ?`;
    const [row] = await this.#queue.submit({ run: (database) => database.all(sql, sessionId, owner) });
    return row === undefined ? undefined : this.#parsed(() => parseRecord(row));
  }

  /** See {@link RecordStore.finals}. */
  async finals(sessionId: string, owner: string): Promise<readonly SegmentText[]> {
    const finals: SegmentText[] = [];
    for (let last = -1; ;) {
      const some = await this.finalsAfter(sessionId, { owner, segment: last, limit: finalsAtOnce });
      finals.push(...some);
      const newest = some.at(-1);
      if (newest === undefined || some.length < finalsAtOnce) break;
      last = newest.segment;
      await nextTurn();
    }
    // A record that is deleted meanwhile is gone, not half there.
    return finals.length < finalsAtOnce || (await this.find(sessionId, owner)) !== undefined ? finals : [];
  }

  /** See {@link RecordStore.finalsAfter}. */
  async finalsAfter(sessionId: string, { owner, segment, limit }: FinalsQuery): Promise<readonly SegmentText[]> {
    const sql = `SELECT content FROM finals WHERE segment > ?
      AND session = (SELECT id FROM sessions WHERE session_id = ? AND owner = ?) ORDER BY segment LIMIT ?`;
    const rows = await this.#queue.submit({ run: (database) => database.all(sql, segment, sessionId, owner, limit) });
    return this.#parsed(() => rows.map(parseFinal));
  }

  /** See {@link RecordStore.endShares}. */
  async endShares(sessionId: string, owner: string): Promise<boolean> {
    const sql = `INSERT INTO session_shares (session, epoch)
      SELECT id, 1 FROM sessions WHERE session_id = ? AND owner = ?
      ON CONFLICT (session) DO UPDATE SET epoch = epoch + 1`;
    return this.#queue.submit({ run: async (database) => (await database.run(sql, sessionId, owner)) > 0 });
  }

  /** See {@link RecordStore.list}. */
  async list(query: RecordQuery): Promise<RecordPage> {
    checkLimit(query);
    const { limit, parts } = query;
    if (parts !== undefined) return this.#search(query, parts);
    // One more than asked for tells whether there is another page.
    const rows = await this.#candidates(query, query.after, limit + 1);
    const records = this.#parsed(() => rows.slice(0, limit).map(({ row }) => parseRecord(row)));
    return pageOf(records, rows.length > limit);
  }

  /** The sessions a list is made of, the newest first. */
  async #candidates(query: RecordQuery, after: string | undefined, limit: number): Promise<readonly Candidate[]> {
    const { conditions, values } = conditionsOf(query, after);
    const sql = `SELECT id, ${recordSelection} FROM sessions WHERE ${conditions.join(' AND ')}
      ORDER BY started_at_ms DESC, session_id DESC LIMIT ?`;
    const rows = await this.#queue.submit({ run: (database) => database.all(sql, ...values, limit) });
    return this.#parsed(() => rows.map((row) => ({ row, id: numberIn(row, 'id') })));
  }

  async #search(query: RecordQuery, parts: readonly string[]): Promise<RecordPage> {
    const { limit } = query;
    const found: FoundSession[] = [];
    for (let after = query.after; found.length <= limit;) {
      const candidates = await this.#candidates(query, after, searchedAtOnce);
      const batch = batchOf(candidates);
      const sessionIds = this.#parsed(() => batch.map(({ row }) => textIn(row, 'session_id')));
      await this.#words.settle(sessionIds);
      found.push(...(await searchIn(this.#queue, batch, parts)));
      const last = batch.at(-1);
      if (last === undefined || (batch.length === candidates.length && candidates.length < searchedAtOnce)) break;
      after = writeCursor(this.#parsed(() => parseRecord(last.row)));
      await nextTurn();
    }
    const shown = found.slice(0, limit);
    const matches = new Map<string, readonly SegmentText[]>();
    const records = this.#parsed(() => shown.map(({ row }) => parseRecord(row)));
    for (const [index, { sessionId }] of records.entries()) {
      const session = shown[index];
      if (session !== undefined) matches.set(sessionId, await matchesOf(this.#queue, session));
    }
    return { ...pageOf(records, found.length > limit), matches };
  }

  /** See {@link RecordStore.delete}. */
  async delete(sessionId: string, owner: string): Promise<boolean> {
    const find = 'SELECT id FROM sessions WHERE session_id = ? AND owner = ?';
    this.#words.forget(sessionId);
    return this.#queue.submit({
      run: async (database) => {
        const [row] = await database.all(find, sessionId, owner);
        if (row === undefined) return false;
        // A number in the text, so that `exec` can do it off the event loop: there may be hours of finals.
        await database.exec(`DELETE FROM sessions WHERE id = ${numberIn(row, 'id')}`);
        return true;
      },
      hasErased: (isDeleted) => isDeleted,
    });
  }

  /** See {@link RecordStore.sweep}. */
  async sweep(endedBeforeMs: number): Promise<number> {
    await this.#settleOwed();
    const select = `SELECT id FROM sessions WHERE ended_at_ms < ? ORDER BY ended_at_ms LIMIT ${sweptAtOnce}`;
    let swept = 0;
    for (;;) {
      const count = await this.#queue.submit({
        run: async (database) => {
          const ids = (await database.all(select, endedBeforeMs)).map((row) => numberIn(row, 'id'));
          if (ids.length > 0) await database.exec(`DELETE FROM sessions WHERE id IN (${ids.join(', ')})`);
          return ids.length;
        },
        hasErased: (erased) => erased > 0,
      });
      swept += count;
      if (count < sweptAtOnce) return swept;
    }
  }

  /**
   * Carries out what was asked for, and brings all into the one file.
   *
   * What the disk has not taken after 10 s is rejected. Idempotent.
   */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    const { path, onProblem } = this.#options;
    for (const one of this.#owed) void this.#settleOne(one);
    const isSweepOver = Promise.all([this.#words.close(), ...this.#sweepers.map((sweeper) => sweeper.close())]);
    const isDone = await this.#queue.close(closeTimeoutMs);
    // A disk that does not answer still has the database; the end of the process frees it.
    if (!isDone) return;
    await isSweepOver;
    try {
      await this.#connection.close();
    } catch (error) {
      onProblem(storeFailure(error, path));
    }
  }

  /** The figures stand beside the record, and come with its end in one transaction. */
  #endings(sessionId: string, ending: RecordEnding): readonly Promise<unknown>[] {
    const { figures } = ending;
    const kept = figures === undefined ? [] : [this.#queue.submit(figuresKept(sessionId, figures))];
    return [...kept, this.#queue.submit(ended(sessionId, ending))];
  }

  #owe(sessionId: string, note: RecordEnding | typeof incomplete): void {
    if (this.#owed.size < maxOwed || this.#owed.has(sessionId)) this.#owed.set(sessionId, note);
  }

  /** Stores what is owed, unless that goes on already. Never rejects. */
  #settleOwed(): Promise<void> {
    if (this.#owed.size === 0) return Promise.resolve();
    this.#settling ??= this.#settle().finally(() => {
      this.#settling = undefined;
    });
    return this.#settling;
  }

  async #settle(): Promise<void> {
    const [first, ...others] = this.#owed;
    // A database that does not take the first is not asked for the others.
    if (first !== undefined && (await this.#settleOne(first)))
      await Promise.all(others.map((one) => this.#settleOne(one)));
  }

  /** @returns false when it stays owed. Never rejects: whoever asked was told the first time. */
  async #settleOne([sessionId, note]: readonly [string, RecordEnding | typeof incomplete]): Promise<boolean> {
    try {
      await Promise.all(
        note === incomplete ? [this.#queue.submit(markedIncomplete(sessionId))] : this.#endings(sessionId, note),
      );
    } catch {
      return false;
    }
    if (this.#owed.get(sessionId) === note) this.#owed.delete(sessionId);
    return true;
  }

  #parsed<T>(parse: () => T): T {
    try {
      return parse();
    } catch (cause) {
      throw corruptStore(this.#options.path, 'holds something that is no record', cause);
    }
  }
}

function ended(sessionId: string, ending: RecordEnding): Operation<number> {
  const { state, errorCode, endedAtMs, receivedSamples, isComplete } = ending;
  const sql = `UPDATE sessions SET state = ?, error_code = ?, ended_at_ms = ?, received_samples = ?,
    is_complete = min(is_complete, ?) WHERE session_id = ? AND state = 'live'`;
  const values = [state, errorCode ?? null, endedAtMs, receivedSamples, isComplete ? 1 : 0, sessionId] as const;
  return { run: (database) => database.run(sql, ...values) };
}

function figuresKept(sessionId: string, figures: SessionReport): Operation<number> {
  const sql = `INSERT OR IGNORE INTO session_figures (session, content)
    SELECT id, ? FROM sessions WHERE session_id = ? AND state = 'live'`;
  const content = JSON.stringify(figures);
  return { run: (database) => database.run(sql, content, sessionId) };
}

function markedIncomplete(sessionId: string): Operation<number> {
  const sql = 'UPDATE sessions SET is_complete = 0 WHERE session_id = ?';
  return { run: (database) => database.run(sql, sessionId) };
}
