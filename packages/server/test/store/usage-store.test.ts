import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { LibsqlDatabase } from '../../src/store/libsql-database.ts';
import { MemoryUsage } from '../../src/store/memory-usage.ts';
import { openRecordStore } from '../../src/store/open-record-store.ts';
import { recordSchema } from '../../src/store/record-schema.ts';
import type { RecordStore } from '../../src/store/record-store.ts';
import { dayOf, type UsageEntry, type UsageStore } from '../../src/store/usage-store.ts';
import { openFileStore, sessionOf, temporaryDirectory } from './store-under-test.ts';

const entry: UsageEntry = { owner: 'ada', keyId: 'k1', day: '2026-03-01', sessions: 2, samples: 32_000 };
const all = { from: '2000-01-01', to: '2100-01-01', limit: 100 };

async function fileUsage(): Promise<UsageStore> {
  const { store } = await openFileStore(join(await temporaryDirectory(), 'records.db'));
  return store.usage;
}

async function openIn(dataDir: string, retentionMs: number, usageRetentionDays: number): Promise<RecordStore> {
  const store = await openRecordStore({ dataDir, retentionMs, usageRetentionDays, onProblem: () => undefined });
  onTestFinished(() => store.close());
  return store;
}

describe.each([
  ['in memory', async () => new MemoryUsage()],
  ['in a file', fileUsage],
] as const)('usage kept %s', (_where, open: () => Promise<UsageStore>) => {
  let usage: UsageStore;
  beforeEach(async () => {
    usage = await open();
  });

  it('adds up what one key uses on one day', async () => {
    await usage.add([entry]);
    await usage.add([{ ...entry, sessions: 0, samples: 8 }, entry]);
    expect(await usage.read(all)).toEqual([{ ...entry, sessions: 4, samples: 64_008 }]);
  });

  it('tells the newest day first, then by owner and key, up to a limit', async () => {
    const later = { ...entry, day: '2026-03-02' };
    const others = [{ ...entry, owner: 'bob' }, { ...entry, keyId: 'k2' }, later];
    await usage.add([entry, ...others]);
    const expected = [later, entry, { ...entry, keyId: 'k2' }, { ...entry, owner: 'bob' }];
    expect(await usage.read(all)).toEqual(expected);
    expect(await usage.read({ ...all, limit: 2 })).toEqual(expected.slice(0, 2));
  });

  it('tells of one owner, and of the days asked for, both with their ends', async () => {
    await usage.add([entry, { ...entry, owner: 'bob' }, { ...entry, day: '2026-03-05' }]);
    expect(await usage.read({ ...all, owner: 'bob' })).toEqual([{ ...entry, owner: 'bob' }]);
    const range = { ...all, from: '2026-03-01', to: '2026-03-04', owner: 'ada' };
    expect(await usage.read(range)).toEqual([entry]);
  });

  it('deletes what is older than a day', async () => {
    await usage.add([entry, { ...entry, day: '2026-03-05' }]);
    await usage.sweepUsage('2026-03-05');
    expect((await usage.read(all)).map(({ day }) => day)).toEqual(['2026-03-05']);
  });
});

describe('usage kept in memory', () => {
  it('forgets what was begun longest ago when there is more than its capacity', async () => {
    const usage = new MemoryUsage(2);
    const [first, second, third] = ['2026-03-01', '2026-03-02', '2026-03-03'].map((day) => ({ ...entry, day }));
    if (first === undefined || second === undefined || third === undefined) throw new Error('three days');
    await usage.add([first, second]);
    await usage.add([third, second]);
    expect(await usage.read(all)).toEqual([third, { ...second, sessions: 4, samples: 64_000 }]);
  });
});

describe('the file of usage', () => {
  const today = { ...entry, day: dayOf(Date.now()) };

  it('outlives the server, also where no record is kept', async () => {
    const dataDir = await temporaryDirectory();
    const first = await openIn(dataDir, 0, 400);
    await first.begin(sessionOf('s'));
    await first.usage?.add([today]);
    await first.close();
    const second = await openIn(dataDir, 60_000, 400);
    expect(await second.usage?.read(all)).toEqual([today]);
    expect(await second.find('s', 'ada')).toBeUndefined();
  });

  it('is not made where neither usage nor records are kept', async () => {
    const dataDir = await temporaryDirectory();
    const store = await openIn(dataDir, 0, 0);
    await store.usage?.add([today]);
    expect(await store.usage?.read(all)).toEqual([today]);
    expect(existsSync(join(dataDir, 'records.db'))).toBe(false);
  });

  it('is swept by a retention of its own', async () => {
    const dataDir = await temporaryDirectory();
    const first = await openIn(dataDir, 60_000, 400);
    await first.usage?.add([today, { ...today, day: '2020-01-01' }]);
    await first.close();
    const second = await openIn(dataDir, 60_000, 400);
    // The sweep at the opening is in the queue before this.
    expect(await second.usage?.read(all)).toEqual([today]);
  });

  it('is made in a file of records that has none, whose records stay', async () => {
    const dataDir = await temporaryDirectory();
    const database = new LibsqlDatabase(join(dataDir, 'records.db'));
    const [before = '', after = ''] = recordSchema.split(/CREATE TABLE IF NOT EXISTS usage[^;]*;/);
    await database.exec(before + after);
    await database.exec(`INSERT INTO sessions VALUES
      (1, 's', 'ada', 'k', 'en', 'm', 1, 'stopped', NULL, ${Date.now()}, 5, 1, 0)`);
    database.close();
    const store = await openIn(dataDir, 60_000, 400);
    await store.usage?.add([today]);
    expect(await store.find('s', 'ada')).toMatchObject({ receivedSamples: 5 });
    expect(await store.usage?.read(all)).toEqual([today]);
  });
});
