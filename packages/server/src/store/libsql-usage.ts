import type { CommitQueue } from './commit-queue.ts';
import type { SqlRow } from './libsql-database.ts';
import { numberIn, textIn } from './record-rows.ts';
import type { UsageEntry, UsageQuery, UsageStore } from './usage-store.ts';

/** Keeps usage in the SQLite file of the records, in a table of its own that outlives them. */
export class LibsqlUsage implements UsageStore {
  readonly #queue: Pick<CommitQueue, 'submit'>;

  /** @param queue - stays the caller's. */
  constructor(queue: Pick<CommitQueue, 'submit'>) {
    this.#queue = queue;
  }

  /** See {@link UsageStore.add}. All of it or nothing, as it is one transaction. */
  async add(entries: readonly UsageEntry[]): Promise<void> {
    const sql = `INSERT INTO usage (owner, key_id, day, sessions, samples) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET sessions = sessions + excluded.sessions, samples = samples + excluded.samples`;
    await this.#queue.submit({
      run: async (database) => {
        for (const { owner, keyId, day, sessions, samples } of entries) {
          await database.run(sql, owner, keyId, day, sessions, samples);
        }
      },
    });
  }

  /** See {@link UsageStore.read}. */
  async read({ owner, from, to, limit }: UsageQuery): Promise<readonly UsageEntry[]> {
    const sql = `SELECT owner, key_id, day, sessions, samples FROM usage
      WHERE day BETWEEN ? AND ? AND (? IS NULL OR owner = ?) ORDER BY day DESC, owner, key_id LIMIT ?`;
    const [wanted, values] = [owner ?? null, [from, to]] as const;
    const rows = await this.#queue.submit({
      run: (database) => database.all(sql, ...values, wanted, wanted, limit),
    });
    return rows.map(parseEntry);
  }

  /** See {@link UsageStore.sweepUsage}. */
  async sweepUsage(before: string): Promise<void> {
    await this.#queue.submit({ run: (database) => database.run('DELETE FROM usage WHERE day < ?', before) });
  }
}

function parseEntry(row: SqlRow): UsageEntry {
  return {
    owner: textIn(row, 'owner'),
    keyId: textIn(row, 'key_id'),
    day: textIn(row, 'day'),
    sessions: numberIn(row, 'sessions'),
    samples: numberIn(row, 'samples'),
  };
}
