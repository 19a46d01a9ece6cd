import { type CreatedKey, type KeyStore, stateOfKey } from '@steno/server';

/** The name of the key that every later start makes anew. */
export const startKeyName = 'npm start';

/**
 * Makes the key that is shown: the first one of a data directory is meant to be kept; once there is one,
 * the demonstration gets a key of its own for a day, in place of that of the start before.
 *
 * @returns `isFirst` with the key.
 */
export async function makeStartKey(store: KeyStore): Promise<CreatedKey & { readonly isFirst: boolean }> {
  const usable = store.list().filter((record) => stateOfKey(record, Date.now()) === 'usable');
  const isFirst = usable.every((record) => record.name === startKeyName);
  for (const record of usable) if (record.name === startKeyName) await store.revoke(record.id);
  const made = await store.create(isFirst ? { name: 'first key' } : { name: startKeyName, expiresInDays: 1 });
  return { ...made, isFirst };
}
