import { describe, expect, it } from 'vitest';
import { makeRandom, type Random } from '@steno/testkit';
import { openKeyStore } from '../../src/auth/key-store.ts';
import { temporaryDirectory } from './temporary-directory.ts';

function shuffled<T>(items: readonly T[], random: Random): readonly T[] {
  return items
    .map((item) => ({ item, rank: random.integer(0, 1_000_000) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

describe('the cost of a refusal', () => {
  /** The share of pairs in which the first took longer, a half when nothing tells them apart; ties count half. */
  function shareOfLonger(first: readonly number[], second: readonly number[]): number {
    let wins = 0;
    for (const a of first) for (const b of second) wins += a > b ? 1 : a === b ? 0.5 : 0;
    return wins / (first.length * second.length);
  }

  it('does not tell a missing, unknown, expired or revoked key from one another', async () => {
    const directory = await temporaryDirectory();
    const store = openKeyStore(directory);
    const expired = await openKeyStore(directory, { now: () => Date.now() - 3 * 86_400_000 }).create({
      name: 'expired',
      expiresInDays: 1,
    });
    const revoked = await store.create({ name: 'revoked' });
    await store.revoke('revoked');
    for (let index = 0; index < 60; index += 1) await store.create({ name: `key ${index}` });
    const kinds = {
      missing: undefined,
      unknown: `steno_${'z'.repeat(32)}`,
      expired: expired.key,
      revoked: revoked.key,
    };
    const names = Object.keys(kinds) as (keyof typeof kinds)[];
    const times: Record<keyof typeof kinds, number[]> = { missing: [], unknown: [], expired: [], revoked: [] };
    const random = makeRandom(7);
    // In an order by chance and batches, so that what else the machine does falls on all of them alike.
    for (let round = 0; round < 300; round += 1) {
      const order = shuffled(names, random);
      for (const name of order) {
        const credential = kinds[name];
        const beganAt = process.hrtime.bigint();
        for (let count = 0; count < 20; count += 1) store.authenticate(credential);
        times[name].push(Number(process.hrtime.bigint() - beganAt));
      }
    }
    for (const name of names) {
      const share = shareOfLonger(times[name], times.unknown);
      expect({ name, share, isAlike: share > 0.2 && share < 0.8 }).toMatchObject({ isAlike: true });
    }
  });
});
