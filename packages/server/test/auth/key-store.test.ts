import { readFile, stat, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KeyStoreError, type KeyStoreErrorCode } from '../../src/auth/key-store-error.ts';
import { openKeyStore } from '../../src/auth/key-store.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const dayMs = 86_400_000;
const startMs = Date.parse('2026-01-01T00:00:00Z');

function codeOf(error: unknown): KeyStoreErrorCode | undefined {
  return error instanceof KeyStoreError ? error.code : undefined;
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('a key store', () => {
  it('creates a key with at least 160 bits and authenticates it', async () => {
    const store = openKeyStore(await temporaryDirectory());
    const { key, record } = await store.create({ name: 'phone' });
    expect(key).toMatch(/^steno_[0-9A-Za-z]{32}$/);
    expect(store.authenticate(key)).toEqual({
      keyId: record.id,
      name: 'phone',
      owner: 'phone',
      type: 'realtime',
      kind: 'api_key',
      grant: {},
    });
  });

  it('never writes the key itself', async () => {
    const directory = await temporaryDirectory();
    const { key } = await openKeyStore(directory).create({ name: 'phone' });
    const text = await readFile(join(directory, 'keys.json'), 'utf8');
    expect(text).not.toContain(key);
    expect(text).not.toContain(key.slice('steno_'.length));
  });

  it('writes a file that only its owner can read, and leaves nothing else behind', async () => {
    const directory = await temporaryDirectory();
    await openKeyStore(directory).create({ name: 'phone' });
    expect((await stat(join(directory, 'keys.json'))).mode & 0o777).toBe(0o600);
    await expect(stat(join(directory, 'keys.json.lock'))).rejects.toThrow('ENOENT');
  });

  it('creates nothing before the first key is created', async () => {
    const directory = join(await temporaryDirectory(), 'later');
    expect(openKeyStore(directory).list()).toEqual([]);
    await expect(stat(directory)).rejects.toThrow('ENOENT');
  });

  it.each([undefined, '', 'steno_', 'steno_00000000000000000000000000000000', 'x'.repeat(100_000)])(
    'gives one answer to a credential that is missing or unknown (%#)',
    async (credential) => {
      const store = openKeyStore(await temporaryDirectory());
      await store.create({ name: 'phone' });
      expect(store.authenticate(credential)).toBeUndefined();
    },
  );

  it('refuses a key from the moment it expires', async () => {
    let nowMs = startMs;
    const store = openKeyStore(await temporaryDirectory(), { now: () => nowMs });
    const { key } = await store.create({ name: 'phone', expiresInDays: 2 });
    nowMs = startMs + 2 * dayMs - 1;
    expect(store.authenticate(key)?.name).toBe('phone');
    nowMs += 1;
    expect(store.authenticate(key)).toBeUndefined();
  });

  it('refuses a revoked key, by id and by name', async () => {
    const store = openKeyStore(await temporaryDirectory());
    const first = await store.create({ name: 'first' });
    const second = await store.create({ name: 'second' });
    await store.revoke(first.record.id);
    await store.revoke('second');
    expect(store.authenticate(first.key)).toBeUndefined();
    expect(store.authenticate(second.key)).toBeUndefined();
  });

  it('sees keys that another process creates and revokes', async () => {
    const directory = await temporaryDirectory();
    const running = openKeyStore(directory);
    const other = openKeyStore(directory);
    const { key } = await other.create({ name: 'phone' });
    expect(running.authenticate(key)?.name).toBe('phone');
    await other.revoke('phone');
    expect(running.authenticate(key)).toBeUndefined();
  });

  it('refuses all keys once the file is gone', async () => {
    const directory = await temporaryDirectory();
    const store = openKeyStore(directory);
    const { key } = await store.create({ name: 'phone' });
    await unlink(join(directory, 'keys.json'));
    expect(store.authenticate(key)).toBeUndefined();
  });

  it('keeps every key when many are created at once', async () => {
    const directory = await temporaryDirectory();
    const names = Array.from({ length: 20 }, (_, index) => `key ${index}`);
    await Promise.all(names.map((name) => openKeyStore(directory).create({ name })));
    const stored = openKeyStore(directory).list();
    expect(stored.map((record) => record.name).sort()).toEqual([...names].sort());
  });

  it('takes away a lock that a process left behind', async () => {
    const directory = await temporaryDirectory();
    const lock = join(directory, 'keys.json.lock');
    await writeFile(lock, '');
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(lock, longAgo, longAgo);
    await expect(openKeyStore(directory).create({ name: 'phone' })).resolves.toBeDefined();
  });

  it('refuses the name of a usable key, and takes it again once that key is revoked', async () => {
    const store = openKeyStore(await temporaryDirectory());
    await store.create({ name: 'phone' });
    expect(codeOf(await rejection(store.create({ name: 'phone' })))).toBe('name_taken');
    await store.revoke('phone');
    await expect(store.create({ name: 'phone' })).resolves.toBeDefined();
  });

  it.each(['', '   ', 'a\nb', 'tab\there', '\u001b[31mred', 'x'.repeat(65)])(
    'refuses a name that is not 1..64 printable characters (%#)',
    async (name) => {
      const store = openKeyStore(await temporaryDirectory());
      expect(codeOf(await rejection(store.create({ name })))).toBe('name_invalid');
    },
  );

  it.each([0, -1, 1.5, 1826, Number.NaN])('refuses %s days until expiry', async (expiresInDays) => {
    const store = openKeyStore(await temporaryDirectory());
    expect(codeOf(await rejection(store.create({ name: 'phone', expiresInDays })))).toBe('expiry_invalid');
  });

  it('says that no key has the id or name when there is none to revoke', async () => {
    const store = openKeyStore(await temporaryDirectory());
    expect(codeOf(await rejection(store.revoke('phone')))).toBe('key_unknown');
  });

  it('keeps the time of the first revocation', async () => {
    let nowMs = startMs;
    const store = openKeyStore(await temporaryDirectory(), { now: () => nowMs });
    const { record } = await store.create({ name: 'phone' });
    await store.revoke(record.id);
    nowMs += dayMs;
    expect((await store.revoke(record.id)).revokedAt).toBe('2026-01-01T00:00:00.000Z');
  });

  it('forgets a dead key 90 days later', async () => {
    let nowMs = startMs;
    const store = openKeyStore(await temporaryDirectory(), { now: () => nowMs });
    await store.create({ name: 'old', expiresInDays: 1 });
    nowMs += 92 * dayMs;
    await store.create({ name: 'new' });
    expect(store.list().map((record) => record.name)).toEqual(['new']);
  });

  it.each([
    'not json',
    '[]',
    '{"version":2,"keys":[]}',
    '{"version":1}',
    '{"version":1,"keys":[{"id":"a"}]}',
    '{"version":1,"keys":[{"id":"a","name":"b","hash":"short","createdAt":"2026-01-01","expiresAt":"2026-01-01"}]}',
  ])('does not open over a broken file, which its error names: %s', async (content) => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'keys.json'), content);
    expect(() => openKeyStore(directory)).toThrow(KeyStoreError);
    expect(() => openKeyStore(directory)).toThrow(join(directory, 'keys.json'));
  });

  it('keeps its keys and tells once when the file breaks while it is open', async () => {
    const directory = await temporaryDirectory();
    const problems: string[] = [];
    const store = openKeyStore(directory, { onProblem: (error) => problems.push(error.code) });
    const { key } = await store.create({ name: 'phone' });
    await writeFile(join(directory, 'keys.json'), 'not json');
    expect(store.authenticate(key)?.name).toBe('phone');
    expect(store.authenticate(key)?.name).toBe('phone');
    expect(problems).toEqual(['file_broken']);
  });

  it('does not open where the data directory is a file', async () => {
    const file = join(await temporaryDirectory(), 'file');
    await writeFile(file, '');
    expect(() => openKeyStore(file)).toThrow(KeyStoreError);
  });

  it('says that it cannot write where the data directory cannot be made', async () => {
    const link = join(await temporaryDirectory(), 'link');
    await symlink('/nowhere/at/all', link);
    expect(codeOf(await rejection(openKeyStore(link).create({ name: 'phone' })))).toBe('file_unwritable');
  });
});
