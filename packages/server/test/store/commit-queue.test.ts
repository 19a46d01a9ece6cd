import { join } from 'node:path';
import { FakeClock } from '@steno/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CommitQueue, maxWaitingOperations } from '../../src/store/commit-queue.ts';
import { LibsqlDatabase } from '../../src/store/libsql-database.ts';
import { RecordStoreError } from '../../src/store/record-store.ts';
import { codeOf, temporaryDirectory } from './store-under-test.ts';

/** A database whose commits can be held up and made to fail. */
class HeldDatabase extends LibsqlDatabase {
  commits = 0;
  failingCommits = 0;
  #held: Promise<void> = Promise.resolve();

  hold(): () => void {
    let release: () => void = () => undefined;
    this.#held = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  }

  override async exec(sql: string): Promise<void> {
    if (sql === 'COMMIT') {
      await this.#held;
      this.commits += 1;
      if (this.failingCommits > 0) {
        this.failingCommits -= 1;
        throw Object.assign(new Error('no'), { code: 'SQLITE_FULL' });
      }
    }
    await super.exec(sql);
  }
}

async function makeQueue(): Promise<{ queue: CommitQueue; database: HeldDatabase; clock: FakeClock }> {
  const path = join(await temporaryDirectory(), 'queue.db');
  const database = new HeldDatabase(path);
  onTestFinished(() => {
    database.close();
  });
  await database.exec('CREATE TABLE numbers (number INTEGER PRIMARY KEY)');
  const clock = new FakeClock();
  return { queue: new CommitQueue({ path, clock, connect: async () => database }), database, clock };
}

function insert(queue: CommitQueue, number: number): Promise<number> {
  return queue.submit({ run: (database) => database.run('INSERT INTO numbers VALUES (?)', number) });
}

async function count(queue: CommitQueue): Promise<unknown> {
  const [row] = await queue.submit({ run: (database) => database.all('SELECT count(*) AS count FROM numbers') });
  return row?.['count'];
}

describe('a commit queue', () => {
  it('commits together what comes while it commits', async () => {
    const { queue, database } = await makeQueue();
    const release = database.hold();
    const first = insert(queue, 0);
    await new Promise(setImmediate);
    const others = [1, 2, 3, 4].map((number) => insert(queue, number));
    release();
    await Promise.all([first, ...others]);
    expect(database.commits).toBe(2);
  });

  it('resolves nothing before its commit', async () => {
    const { queue, database } = await makeQueue();
    const release = database.hold();
    let isResolved = false;
    const inserted = insert(queue, 0).then(() => {
      isResolved = true;
    });
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    expect(isResolved).toBe(false);
    release();
    await inserted;
  });

  it('rejects an operation that fails, and commits its neighbours', async () => {
    const { queue } = await makeQueue();
    const outcomes = await Promise.allSettled([1, 1, 2].map((number) => insert(queue, number)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await count(queue)).toBe(2);
  });

  it('tries one by one what a failed commit had together', async () => {
    const { queue, database } = await makeQueue();
    database.failingCommits = 1;
    await Promise.all([1, 2, 3].map((number) => insert(queue, number)));
    expect(database.commits).toBe(4);
    expect(await count(queue)).toBe(3);
  });

  it('rejects each operation whose own commit fails, and goes on', async () => {
    const { queue, database } = await makeQueue();
    database.failingCommits = 3;
    const codes = await Promise.all([1, 2].map((number) => codeOf(insert(queue, number))));
    expect(codes).toEqual(['store_unavailable', 'store_unavailable']);
    await insert(queue, 3);
    expect(await count(queue)).toBe(1);
  });

  it('rejects what comes while it is full, and takes more when there is room', async () => {
    const { queue, database } = await makeQueue();
    const release = database.hold();
    const taken = Array.from({ length: maxWaitingOperations }, (_, number) => insert(queue, number));
    expect(await codeOf(insert(queue, -1))).toBe('store_unavailable');
    release();
    await Promise.all(taken);
    await insert(queue, -2);
    expect(await count(queue)).toBe(maxWaitingOperations + 1);
  });

  it('rejects what waits when there is no database', async () => {
    const failure = new RecordStoreError('store_corrupt', 'broken');
    const queue = new CommitQueue({ path: 'x', clock: new FakeClock(), connect: () => Promise.reject(failure) });
    await expect(Promise.all([insert(queue, 1), insert(queue, 2)])).rejects.toBe(failure);
  });

  it('waits for the disk no longer than its deadline when it closes', async () => {
    const { queue, database, clock } = await makeQueue();
    const release = database.hold();
    const first = insert(queue, 1);
    await new Promise(setImmediate);
    const second = codeOf(insert(queue, 2));
    const closed = queue.close(5000);
    clock.advance(5000);
    expect(await closed).toBe(false);
    expect(await second).toBe('store_unavailable');
    release();
    await first;
  });

  it('leaves no timer when it is closed, and takes nothing', async () => {
    const { queue, clock } = await makeQueue();
    const inserted = insert(queue, 1);
    expect(await queue.close(5000)).toBe(true);
    await inserted;
    expect(clock.pendingTimers).toBe(0);
    expect(await codeOf(insert(queue, 2))).toBe('store_unavailable');
  });
});
