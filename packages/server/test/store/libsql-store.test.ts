import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FakeClock } from '@steno/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DatabaseConnection } from '../../src/store/database-connection.ts';
import { LibsqlDatabase } from '../../src/store/libsql-database.ts';
import { LibsqlStore } from '../../src/store/libsql-store.ts';
import { searchedParts } from '../../src/store/search-words.ts';
import { recordStoreConformance } from './record-store-conformance.ts';
import { codeOf, finalOf, openFileStore, sessionOf, temporaryDirectory } from './store-under-test.ts';

recordStoreConformance('a store in a file', { open: async () => (await openFileStore()).store, keepsEnded: true });

const stopped = { state: 'stopped', endedAtMs: 9000, receivedSamples: 777, isComplete: true } as const;

/** Whether the bytes of a text are in any file of a directory. */
function isOnDisk(directory: string, text: string): boolean {
  return readdirSync(directory).some((name) => readFileSync(join(directory, name)).includes(text));
}

interface SmallDisk {
  readonly store: LibsqlStore;
  readonly fill: () => Promise<void>;
  readonly free: () => Promise<void>;
  readonly forbid: () => Promise<void>;
  readonly allow: () => Promise<void>;
}

/** A store whose disk can be filled, and writes to it forbidden. */
async function openSmallDisk(): Promise<SmallDisk> {
  const path = join(await temporaryDirectory(), 'records.db');
  const parts = { path, clock: new FakeClock(), now: () => 5000, onProblem: () => undefined };
  const connection = new DatabaseConnection({ ...parts, onOpen: () => undefined });
  const database = await connection.connect();
  const store = new LibsqlStore(connection, { ...parts, retentionMs: 60_000, usageRetentionMs: 86_400_000 });
  onTestFinished(() => store.close());
  // SQLite never makes the limit less than what is there.
  return {
    store,
    fill: () => database.exec('PRAGMA max_page_count = 1'),
    free: () => database.exec('PRAGMA max_page_count = 100000'),
    forbid: () => database.exec('PRAGMA query_only = ON'),
    allow: () => database.exec('PRAGMA query_only = OFF'),
  };
}

const long = 'long '.repeat(2000);

describe('a store in a file', () => {
  it('is for its owner only', async () => {
    const path = join(await temporaryDirectory(), 'new', 'data', 'records.db');
    const { store } = await openFileStore(path);
    await store.begin(sessionOf('s'));
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(dirname(path))) {
      expect(statSync(join(dirname(path), name)).mode & 0o777).toBe(0o600);
    }
  });

  it('has everything after it was closed and opened again', async () => {
    const { store, path } = await openFileStore();
    await store.begin(sessionOf('s'));
    await store.append('s', finalOf(0));
    await store.end('s', stopped);
    await store.close();
    const again = await openFileStore(path);
    expect(await again.store.find('s', 'ada')).toEqual({ ...sessionOf('s'), ...stopped, finals: 1, shareEpoch: 0 });
    expect(await again.store.finals('s', 'ada')).toEqual([finalOf(0)]);
    expect(again.recovered).toEqual([0]);
  });

  it('is one file when it is closed', async () => {
    const { store, path } = await openFileStore();
    await store.begin(sessionOf('s'));
    await store.close();
    expect(readdirSync(dirname(path))).toEqual(['records.db']);
  });

  it('carries out what was asked before it closes, and nothing after', async () => {
    const { store, path } = await openFileStore();
    const begun = store.begin(sessionOf('s'));
    const closed = store.close();
    expect(await codeOf(store.begin(sessionOf('late')))).toBe('store_unavailable');
    await Promise.all([begun, closed]);
    const again = await openFileStore(path);
    expect((await again.store.list({ owner: 'ada', limit: 9 })).records).toHaveLength(1);
  });

  it('finds the sessions interrupted that were live when it was closed', async () => {
    const { store, path } = await openFileStore();
    await store.begin(sessionOf('live'));
    await store.append('live', finalOf(0));
    await store.append('live', finalOf(1));
    await store.begin(sessionOf('over'));
    await store.end('over', stopped);
    await store.close();
    const again = await openFileStore(path, 6000);
    expect(again.recovered).toEqual([1]);
    const { endSample } = finalOf(1);
    const interrupted = { state: 'interrupted', endedAtMs: 6000, receivedSamples: endSample, isComplete: true };
    expect(await again.store.find('live', 'ada')).toMatchObject(interrupted);
    expect(await again.store.find('over', 'ada')).toMatchObject({ state: 'stopped', endedAtMs: 9000 });
  });

  it('leaves no word of a deleted record on the disk', async () => {
    const { store, path } = await openFileStore();
    const secret = randomUUID();
    await store.begin(sessionOf('s'));
    await store.append('s', finalOf(0, `${secret} ${long}`));
    expect(isOnDisk(dirname(path), secret)).toBe(true);
    await store.delete('s', 'ada');
    expect(isOnDisk(dirname(path), secret)).toBe(false);
  });

  it('leaves no word of a swept record on the disk', async () => {
    const { store, path } = await openFileStore();
    const secret = randomUUID();
    for (let index = 0; index < 50; index += 1) {
      await store.begin(sessionOf(String(index)));
      await store.append(String(index), finalOf(0, `${secret} ${index}`));
      await store.end(String(index), stopped);
    }
    expect(await store.sweep(9001)).toBe(50);
    expect(isOnDisk(dirname(path), secret)).toBe(false);
  });

  it('deletes records by itself when their retention is over', async () => {
    const { store, clock } = await openFileStore();
    await store.begin(sessionOf('s'));
    await store.end('s', { ...stopped, endedAtMs: 5000 });
    clock.advance(60_000);
    expect(await store.find('s', 'ada')).toBeDefined();
    // The next sweep is set when the one before is over.
    const laterFound = (): Promise<unknown> => {
      clock.advance(6_000);
      return store.find('s', 'ada');
    };
    await expect.poll(laterFound).toBeUndefined();
  });
});

describe('a store whose disk is full', () => {
  it('rejects a final, reads on, and takes finals again when there is space', async () => {
    const { store, fill, free } = await openSmallDisk();
    await store.begin(sessionOf('s'));
    await store.append('s', finalOf(0));
    await fill();
    expect(await codeOf(store.append('s', finalOf(1, long)))).toBe('store_unavailable');
    expect(await store.finals('s', 'ada')).toEqual([finalOf(0)]);
    await free();
    await store.append('s', finalOf(2, long));
    expect(await store.finals('s', 'ada')).toEqual([finalOf(0), finalOf(2, long)]);
  });

  it('rejects only what does not fit of what is asked at once', async () => {
    const { store, fill } = await openSmallDisk();
    await store.begin(sessionOf('s'));
    await fill();
    const asked = [finalOf(0), finalOf(1, long), finalOf(2)].map((final) => store.append('s', final));
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await store.finals('s', 'ada')).toEqual([finalOf(0), finalOf(2)]);
  });

  it('remembers that a record misses a final, though the session never ends', async () => {
    const { store, fill, free } = await openSmallDisk();
    await store.begin(sessionOf('s'));
    await fill();
    await codeOf(store.append('s', finalOf(0, long)));
    await free();
    await store.append('s', finalOf(1));
    await expect.poll(() => store.find('s', 'ada')).toMatchObject({ state: 'live', isComplete: false });
  });
});

describe('a store whose database refuses writes', () => {
  it('stores an ending later that was rejected', async () => {
    const { store, forbid, allow } = await openSmallDisk();
    await store.begin(sessionOf('s'));
    await forbid();
    expect(await codeOf(store.end('s', stopped))).toBe('store_unavailable');
    expect(await store.find('s', 'ada')).toMatchObject({ state: 'live' });
    await allow();
    await store.sweep(0);
    expect(await store.find('s', 'ada')).toMatchObject(stopped);
  });
});

describe('a store whose file cannot be had', () => {
  it('opens, tells it once, and rejects what it is asked', async () => {
    const blocked = join(await temporaryDirectory(), 'data');
    writeFileSync(blocked, 'no directory');
    const { store, problems, clock } = await openFileStore(join(blocked, 'records.db'));
    expect(problems.map(({ code }) => code)).toEqual(['store_unavailable']);
    expect(await codeOf(store.begin(sessionOf('s')))).toBe('store_unavailable');
    clock.advance(2000);
    expect(await codeOf(store.finals('s', 'ada'))).toBe('store_unavailable');
    const told = problems.filter(({ message }) => message.includes('records.db'));
    expect(told.length).toBeGreaterThan(0);
  });

  it('works as soon as the file can be had, and tries at most once a second', async () => {
    const blocked = join(await temporaryDirectory(), 'data');
    writeFileSync(blocked, 'no directory');
    const { store, clock, recovered } = await openFileStore(join(blocked, 'records.db'));
    rmSync(blocked);
    expect(await codeOf(store.begin(sessionOf('s')))).toBe('store_unavailable');
    clock.advance(1000);
    await store.begin(sessionOf('s'));
    await store.append('s', finalOf(0));
    expect(await store.finals('s', 'ada')).toEqual([finalOf(0)]);
    expect(recovered).toEqual([0]);
  });
});

describe('the words of a store in a file', () => {
  const parts = searchedParts('unmistakable');

  it('are gone from the disk with the record, whether it is deleted or its time is over', async () => {
    const { store, path } = await openFileStore();
    for (const id of ['deleted', 'swept']) {
      await store.begin(sessionOf(id));
      await store.append(id, finalOf(0, `unmistakable ${id}`));
      await store.end(id, stopped);
    }
    expect((await store.list({ owner: 'ada', limit: 9, parts })).records).toHaveLength(2);
    await store.delete('deleted', 'ada');
    expect(isOnDisk(dirname(path), 'unmistakable deleted')).toBe(false);
    await store.sweep(10_000);
    expect(isOnDisk(dirname(path), 'unmistakable')).toBe(false);
    expect((await store.list({ owner: 'ada', limit: 9, parts })).records).toEqual([]);
  });

  it('are written for finals of a server that knew nothing of them', async () => {
    const { store, path } = await openFileStore();
    for (let index = 0; index < 3; index += 1) {
      await store.begin(sessionOf(`s${index}`));
      for (let segment = 0; segment < 250; segment += 1)
        await store.append(`s${index}`, finalOf(segment, 'unmistakable'));
      await store.end(`s${index}`, stopped);
    }
    await store.close();
    // A file of the version before, as that server left it.
    const database = new LibsqlDatabase(path);
    await database.exec('DROP TABLE final_words; DROP TABLE session_shares; DROP TABLE session_figures');
    database.close();
    const again = await openFileStore(path);
    const { records, matches } = await again.store.list({ owner: 'ada', limit: 9, parts });
    expect(records.map(({ sessionId, finals, shareEpoch }) => [sessionId, finals, shareEpoch])).toEqual([
      ['s2', 250, 0],
      ['s1', 250, 0],
      ['s0', 250, 0],
    ]);
    expect(matches?.get('s1')?.map(({ segment }) => segment)).toEqual([0, 1, 2]);
    await again.store.endShares('s1', 'ada');
    expect(await again.store.find('s1', 'ada')).toMatchObject({ shareEpoch: 1 });
  });

  it('are found where they are many, newest session first', async () => {
    const { store } = await openFileStore();
    for (let index = 0; index < 450; index += 1) {
      const id = `s${String(index).padStart(3, '0')}`;
      await store.begin(sessionOf(id, { startedAtMs: index }));
      await store.append(id, finalOf(0, index % 200 === 0 ? 'unmistakable' : 'nothing'));
    }
    const { records } = await store.list({ owner: 'ada', limit: 9, parts });
    expect(records.map(({ sessionId }) => sessionId)).toEqual(['s400', 's200', 's000']);
  });

  it('keep what was measured of a session with its end', async () => {
    const { store } = await openFileStore();
    await store.begin(sessionOf('s'));
    const latency = { p50: 1, p95: 2, max: 3, count: 4 };
    const figures = { latencies: { final: latency }, warnings: { lag: 1 }, resumes: 2 };
    await store.end('s', { ...stopped, figures });
    expect(await store.find('s', 'ada')).toMatchObject({ state: 'stopped', figures });
  });
});
