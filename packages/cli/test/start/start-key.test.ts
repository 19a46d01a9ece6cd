import { type KeyStore, openKeyStore } from '@steno/server';
import { makeTemporaryDirectory } from '@steno/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeStartAdminKey, makeStartKey, startKeyNames } from '../../src/start/start-key.ts';

async function makeStore(): Promise<KeyStore> {
  const directory = await makeTemporaryDirectory();
  onTestFinished(() => directory.remove());
  return openKeyStore(directory.path);
}

describe('the key of a start', () => {
  it('is a lasting one the first time', async () => {
    const store = await makeStore();
    const made = await makeStartKey(store);
    expect(made.isFirst).toBe(true);
    expect(store.authenticate(made.key)?.name).toBe(made.record.name);
    expect(made.record.name).not.toBe(startKeyNames.realtime);
  });

  it('lasts a day later on, and takes the place of the one before', async () => {
    const store = await makeStore();
    const first = await makeStartKey(store);
    const second = await makeStartKey(store);
    const third = await makeStartKey(store);
    expect(second.isFirst).toBe(false);
    expect(Date.parse(second.record.expiresAt ?? '') - Date.parse(second.record.createdAt)).toBe(86_400_000);
    expect(store.authenticate(first.key)).toBeDefined();
    expect(store.authenticate(second.key)).toBeUndefined();
    expect(store.authenticate(third.key)?.name).toBe(startKeyNames.realtime);
  });
});

describe('the admin key of a start', () => {
  it('is for a day, and takes the place of the one before', async () => {
    const store = await makeStore();
    const first = await makeStartAdminKey(store);
    const second = await makeStartAdminKey(store);
    expect(Date.parse(second.record.expiresAt ?? '') - Date.parse(second.record.createdAt)).toBe(86_400_000);
    expect(store.authenticate(first.key)).toBeUndefined();
    expect(store.authenticate(second.key)).toMatchObject({ name: startKeyNames.admin, type: 'admin' });
  });

  it('does not stand for a key that is meant to be kept', async () => {
    const store = await makeStore();
    await makeStartAdminKey(store);
    expect((await makeStartKey(store)).isFirst).toBe(true);
  });
});
