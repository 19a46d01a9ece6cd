import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CommitQueue } from './commit-queue.ts';
import type { LibsqlDatabase, SqlRow } from './libsql-database.ts';
import { numberIn, parseFinal } from './record-rows.ts';
import { searchableWords } from './search-words.ts';

/** Finals of one operation. Chosen: about 2 ms of work, so that those that wait to be stored hardly notice. */
const finalsAtOnce = 100;
/** Sessions looked at in one operation. Chosen. */
const sessionsAtOnce = 500;

/**
 * Keeps the words of finals ready for a search. They are written after the finals, when a session ends or somebody searches it:
 * storing a final takes as long as without. Measured with 100,000 finals: 8 us for each in a table of its own, where a search looks
 * through all in 25 to 50 ms. A full-text index of the database takes 36 us, finds in 1 to 10 ms, and takes 20 times as long to
 * delete a session from.
 */
export class WordIndex {
  readonly #queue: Pick<CommitQueue, 'submit'>;
  /** The first segment whose words may be missing, of sessions that had finals since: at most those that are live. */
  readonly #dirty = new Map<string, number>();
  /** The last session of a server before that was looked at; undefined once all were. */
  #oldest: number | undefined = 0;
  /** What goes on, one after the other; settles when all of it is over, and never rejects. */
  #working: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(queue: Pick<CommitQueue, 'submit'>) {
    this.#queue = queue;
  }

  /** A final of a session was stored. */
  note(sessionId: string, segment: number): void {
    this.#dirty.set(sessionId, Math.min(segment, this.#dirty.get(sessionId) ?? segment));
  }

  /** A session is deleted. */
  forget(sessionId: string): void {
    this.#dirty.delete(sessionId);
  }

  /**
   * Writes the words of the finals of sessions that were stored before the call, and first of all that a server before stored.
   *
   * @throws RecordStoreError (as a rejection) when the database does not take them.
   */
  settle(sessionIds: readonly string[]): Promise<void> {
    const settled = this.#working.then(() => this.#settle(sessionIds));
    this.#working = settled.catch(() => undefined);
    return settled;
  }

  /** Does the same when there is time, and leaves what fails to whoever searches. */
  settleSoon(sessionIds: readonly string[]): void {
    this.settle(sessionIds).catch(() => undefined);
  }

  /** Begins nothing more, and waits for what goes on. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#working;
  }

  async #settle(sessionIds: readonly string[]): Promise<void> {
    while (this.#oldest !== undefined && !this.#isClosed) this.#oldest = await this.#workOffBefore(this.#oldest);
    for (const sessionId of sessionIds) {
      const first = this.#dirty.get(sessionId);
      if (this.#isClosed || first === undefined) continue;
      // Before the finals are read: one that comes meanwhile makes it dirty again.
      this.#dirty.delete(sessionId);
      try {
        const sql = 'SELECT id FROM sessions WHERE session_id = ?';
        const [row] = await this.#queue.submit({ run: (database) => database.all(sql, sessionId) });
        if (row !== undefined) await this.#writeWordsOf(numberIn(row, 'id'), first - 1);
      } catch (error) {
        this.note(sessionId, first);
        throw error;
      }
    }
  }

  /** Sessions of a server before this one. @returns where to go on; undefined when there is no more. */
  async #workOffBefore(after: number): Promise<number | undefined> {
    // Words are written in the order of the segments, so the last one tells of all.
    const sql = `SELECT id, finals > 0 AND NOT EXISTS (
        SELECT 1 FROM final_words WHERE session = id
          AND segment = (SELECT max(segment) FROM finals WHERE session = id)
      ) AS is_behind FROM sessions WHERE id > ? ORDER BY id LIMIT ${sessionsAtOnce}`;
    const rows = await this.#queue.submit({ run: (database) => database.all(sql, after) });
    for (const row of rows) {
      if (this.#isClosed) return undefined;
      if (numberIn(row, 'is_behind') === 1) await this.#writeWordsOf(numberIn(row, 'id'), -1);
    }
    const last = rows.at(-1);
    return last === undefined || rows.length < sessionsAtOnce ? undefined : numberIn(last, 'id');
  }

  async #writeWordsOf(session: number, after: number): Promise<void> {
    for (let last: number | undefined = after; last !== undefined && !this.#isClosed;) {
      const from: number = last;
      // Read and written in one transaction: the number of a session that is deleted can be given to another one.
      last = await this.#queue.submit<number | undefined>({ run: (database) => writeWords(database, session, from) });
      await nextTurn();
    }
  }
}

/** @returns the segment where to go on; undefined when there is no more. */
async function writeWords(database: LibsqlDatabase, session: number, after: number): Promise<number | undefined> {
  const select = `SELECT segment, content FROM finals WHERE session = ? AND segment > ?
    AND NOT EXISTS (SELECT 1 FROM final_words AS known WHERE known.session = finals.session AND known.segment = finals.segment)
    ORDER BY segment LIMIT ${finalsAtOnce}`;
  const insert = `INSERT INTO final_words (session, segment, words)
    SELECT ?, json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)`;
  const rows = await database.all(select, session, after);
  const last = rows.at(-1);
  if (last === undefined) return undefined;
  await database.run(insert, session, JSON.stringify(rows.map(wordsOf)));
  return rows.length < finalsAtOnce ? undefined : numberIn(last, 'segment');
}

function wordsOf(row: SqlRow): readonly [number, string] {
  return [numberIn(row, 'segment'), searchableWords(parseFinal(row).text)];
}
