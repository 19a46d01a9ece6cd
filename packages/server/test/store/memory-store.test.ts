import { expect, it } from 'vitest';
import { MemoryStore } from '../../src/store/memory-store.ts';
import { recordStoreConformance } from './record-store-conformance.ts';
import { finalOf, sessionOf } from './store-under-test.ts';

recordStoreConformance('a store in memory', { open: async () => new MemoryStore(), keepsEnded: false });

it('a store in memory holds no more records than there are live sessions', async () => {
  const store = new MemoryStore();
  for (let index = 0; index < 100; index += 1) {
    await store.begin(sessionOf(String(index)));
    await store.append(String(index), finalOf(0));
    await store.end(String(index));
  }
  await store.begin(sessionOf('live'));
  expect((await store.list({ owner: 'ada', limit: 1000 })).records).toHaveLength(1);
});
