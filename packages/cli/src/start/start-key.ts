import { type CreatedKey, type KeyStore, stateOfKey } from '@steno/server';

/** The names of the keys that every later start makes anew: for sessions, and for the port of operators. */
export const startKeyNames = { realtime: 'npm start', admin: 'npm start (admin)' } as const;

/**
 * Makes the key that is shown: the first one of a data directory is meant to be kept; once there is one,
 * the demonstration gets a key of its own for a day, in place of that of the start before.
 *
 * @returns `isFirst` with the key.
 */
export async function makeStartKey(store: KeyStore): Promise<CreatedKey & { readonly isFirst: boolean }> {
  const ofStarts: readonly string[] = Object.values(startKeyNames);
  const isFirst = usableNames(store).every((name) => ofStarts.includes(name));
  await revokeUsable(store, startKeyNames.realtime);
  const made = await store.create(isFirst ? { name: 'first key' } : { name: startKeyNames.realtime, expiresInDays: 1 });
  return { ...made, isFirst };
}

/** Makes the key that opens the port of operators: for a day, in place of that of the start before. */
export async function makeStartAdminKey(store: KeyStore): Promise<CreatedKey> {
  await revokeUsable(store, startKeyNames.admin);
  return store.create({ name: startKeyNames.admin, type: 'admin', expiresInDays: 1 });
}

function usableNames(store: KeyStore): readonly string[] {
  const usable = store.list().filter((record) => stateOfKey(record, Date.now()) === 'usable');
  return usable.map(({ name }) => name);
}

async function revokeUsable(store: KeyStore, name: string): Promise<void> {
  for (const record of store.list()) {
    if (record.name === name && stateOfKey(record, Date.now()) === 'usable') await store.revoke(record.id);
  }
}
