import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { until } from '@steno/testkit';
import { describe, expect, it } from 'vitest';
import { LibsqlDatabase } from '../../src/store/libsql-database.ts';
import { RecordStoreError } from '../../src/store/record-store.ts';
import { codeOf, finalOf, openFileStore, runFixture, sessionOf, temporaryDirectory } from './store-under-test.ts';

/** The path of a file with records, closed. */
async function writtenFile(): Promise<string> {
  const { store, path } = await openFileStore();
  await store.begin(sessionOf('s'));
  for (let segment = 0; segment < 100; segment += 1) await store.append('s', finalOf(segment, 'word '.repeat(100)));
  await store.close();
  return path;
}

/** Lets a process append to the records of a directory, and kills it, so that there is a log beside the file. */
async function appendAndKill(directory: string): Promise<void> {
  const child = runFixture('append-for-ever.mjs', directory);
  await until(() => child.lines.length > 10, 'finals of the child');
  child.kill();
  await child.ended;
}

/** The digests of all files, by name; without shared memory and an empty log, which hold nothing. */
function contentsOf(directory: string): Record<string, string> {
  const names = readdirSync(directory).filter((name) => !name.endsWith('-shm'));
  const files = names.map((name) => [name, readFileSync(join(directory, name))] as const);
  const digests = files.map(([name, bytes]) => [name, createHash('sha256').update(bytes).digest('hex')] as const);
  return Object.fromEntries(digests.filter((_, index) => (files[index]?.[1].length ?? 0) > 0));
}

function overwrite(path: string, from: number, to?: number): void {
  const bytes = readFileSync(path);
  bytes.fill(0x55, from, to);
  writeFileSync(path, bytes);
}

/** What opening a file is refused with, after checking that nothing in its directory is changed by it. */
async function refusalOf(path: string): Promise<RecordStoreError> {
  const directory = join(path, '..');
  const before = contentsOf(directory);
  const error: unknown = await openFileStore(path).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(contentsOf(directory)).toEqual(before);
  if (error instanceof RecordStoreError) return error;
  throw new Error('the file was opened');
}

describe('a file with records', () => {
  it('has every final that was durable when its owner was killed', async () => {
    const directory = await temporaryDirectory();
    const child = runFixture('append-for-ever.mjs', directory);
    await until(() => child.lines.length > 200, 'finals of the child');
    child.kill();
    await child.ended;
    const stored = child.lines.flatMap(({ stored: segment }) => (typeof segment === 'number' ? [segment] : []));
    const { store, recovered } = await openFileStore(join(directory, 'records.db'));
    const segments = (await store.finals('killed', 'ada')).map(({ segment }) => segment);
    expect(stored.length).toBeGreaterThan(100);
    expect(stored.filter((segment) => !segments.includes(segment))).toEqual([]);
    expect(recovered).toEqual([1]);
    expect(await store.find('killed', 'ada')).toMatchObject({ state: 'interrupted', finals: segments.length });
  });

  it('is refused to a second server, until the first was killed', async () => {
    const directory = await temporaryDirectory();
    const child = runFixture('append-for-ever.mjs', directory);
    await until(() => child.lines.length > 0, 'the child');
    const path = join(directory, 'records.db');
    await expect(openFileStore(path)).rejects.toMatchObject({
      code: 'store_in_use',
      message: expect.stringMatching(/records[.]db is in use.*--data-dir/u) as unknown,
    });
    child.kill();
    await child.ended;
    const { store } = await openFileStore(path);
    expect(await store.find('killed', 'ada')).toBeDefined();
  });

  it('is refused to a second store of the same server', async () => {
    const { store, path } = await openFileStore();
    expect(await codeOf(openFileStore(path))).toBe('store_in_use');
    await store.begin(sessionOf('s'));
    await store.close();
    const again = await openFileStore(path);
    expect(await again.store.find('s', 'ada')).toBeDefined();
  });

  it('keeps what was stored when the disk takes no more', async () => {
    const directory = await temporaryDirectory();
    // 512 or 1024 bytes each, by the shell.
    const child = runFixture('append-for-ever.mjs', directory, 400);
    await child.ended;
    const stored = child.lines.filter((line) => 'stored' in line).length;
    expect(child.lines).toContainEqual({ rejected: 'store_unavailable', finals: stored });
    const { store } = await openFileStore(join(directory, 'records.db'));
    expect(await store.finals('killed', 'ada')).toHaveLength(stored);
  });

  it.each([false, true])('does not stop a server that may only read it (file there: %s)', async (isThere) => {
    const directory = join(await temporaryDirectory(), 'data');
    mkdirSync(directory);
    if (isThere) copyFileSync(await writtenFile(), join(directory, 'records.db'));
    if (isThere) chmodSync(join(directory, 'records.db'), 0o444);
    chmodSync(directory, 0o555);
    chmodSync(join(directory, '..'), 0o755);
    const child = runFixture('open-read-only.mjs', directory);
    await child.ended;
    chmodSync(directory, 0o755);
    expect(child.lines[0]).toEqual({ problem: 'store_unavailable' });
    expect(child.lines).toContainEqual({ begin: 'store_unavailable' });
  });
});

describe('a damaged file', () => {
  it.each<[string, (path: string) => void]>([
    ['text', (path) => writeFileSync(path, 'dear diary '.repeat(1000))],
    ['a few bytes', (path) => truncateSync(path, 50)],
    ['without its end', (path) => truncateSync(path, 20_000)],
    ['cut within a page', (path) => truncateSync(path, 9_000)],
    ['with a broken header', (path) => overwrite(path, 0, 100)],
    ['with a broken page', (path) => overwrite(path, 8192, 12_288)],
    ['with a broken rest', (path) => overwrite(path, 4096)],
  ])('is refused and left alone: %s', async (_what, damage) => {
    const path = await writtenFile();
    damage(path);
    const { code, message, retryable } = await refusalOf(path);
    expect(code).toBe('store_corrupt');
    expect(retryable).toBe(false);
    expect(message).toContain(`${path} `);
    expect(message).toContain('move it away, or restore a backup; the server never overwrites it.');
  });

  it('is refused and left alone with its log', async () => {
    const path = await writtenFile();
    await appendAndKill(join(path, '..'));
    expect(statSync(`${path}-wal`).size).toBeGreaterThan(0);
    overwrite(path, 40_960, 81_920);
    expect((await refusalOf(path)).code).toBe('store_corrupt');
  });

  it('is refused and left alone when it is empty beside a log', async () => {
    const directory = await temporaryDirectory();
    await appendAndKill(directory);
    const path = join(directory, 'records.db');
    truncateSync(path, 0);
    expect((await refusalOf(path)).code).toBe('store_corrupt');
  });

  it('is refused when it is the database of something else', async () => {
    const path = join(await temporaryDirectory(), 'records.db');
    const database = new LibsqlDatabase(path);
    await database.exec('CREATE TABLE recipes (name TEXT)');
    database.close();
    const { code, message } = await refusalOf(path);
    expect(code).toBe('store_corrupt');
    expect(message).toContain('is no database of records');
  });

  it('is refused when a newer version wrote it', async () => {
    const path = await writtenFile();
    const database = new LibsqlDatabase(path);
    await database.exec('PRAGMA user_version = 2');
    database.close();
    const { code, message } = await refusalOf(path);
    expect(code).toBe('store_corrupt');
    expect(message).toContain('newer version');
  });
});
