import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openRecordStore } from '../../src/store/open-record-store.ts';
import type { RecordStore } from '../../src/store/record-store.ts';
import { codeOf, finalOf, sessionOf, temporaryDirectory } from './store-under-test.ts';

async function open(dataDir: string, retentionMs: number): Promise<RecordStore> {
  const store = await openRecordStore({ dataDir, retentionMs, onProblem: () => undefined });
  onTestFinished(() => store.close());
  return store;
}

describe('opening the store of records', () => {
  it('keeps records in a file of the data directory', async () => {
    const dataDir = join(await temporaryDirectory(), 'data');
    await open(dataDir, 60_000);
    expect(existsSync(join(dataDir, 'records.db'))).toBe(true);
  });

  it('never touches the disk when nothing is to be kept', async () => {
    const dataDir = join(await temporaryDirectory(), 'data');
    const store = await open(dataDir, 0);
    await store.begin(sessionOf('s'));
    await store.append('s', finalOf(0));
    expect(existsSync(dataDir)).toBe(false);
  });

  it('deletes what was kept before when nothing is to be kept', async () => {
    const dataDir = await temporaryDirectory();
    const before = await open(dataDir, 60_000);
    await before.begin(sessionOf('s'));
    await before.append('s', finalOf(0, 'unforgettable'));
    await before.close();
    expect(readFileSync(join(dataDir, 'records.db')).includes('unforgettable')).toBe(true);
    await open(dataDir, 0);
    for (const name of readdirSync(dataDir)) {
      expect(readFileSync(join(dataDir, name)).includes('unforgettable')).toBe(false);
    }
  });

  it.each([0, 60_000])('refuses a file that is no database, with a retention of %d ms', async (retentionMs) => {
    const dataDir = await temporaryDirectory();
    writeFileSync(join(dataDir, 'records.db'), 'no database '.repeat(100));
    expect(await codeOf(open(dataDir, retentionMs))).toBe('store_corrupt');
  });
});
