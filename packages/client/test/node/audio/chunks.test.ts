import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inChunks, inRealTime, liveChunkBytes } from '../../../src/node/audio/chunks.ts';

async function* from<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}

describe('chunks', () => {
  it('hold the same bytes whatever the pieces were, and all but the last are full', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 50 })),
        fc.integer({ min: 1, max: 20 }),
        async (pieces, chunkBytes) => {
          const chunks: Uint8Array[] = [];
          for await (const chunk of inChunks(from(pieces), chunkBytes)) chunks.push(chunk);
          expect(Buffer.concat(chunks)).toEqual(Buffer.concat(pieces));
          for (const chunk of chunks.slice(0, -1)) expect(chunk.length).toBe(chunkBytes);
          expect(chunks.every((chunk) => chunk.length > 0)).toBe(true);
        },
      ),
    );
  });
});

describe('real-time pace', () => {
  it('lets a chunk through once its last sample would have been spoken', async () => {
    let nowMs = 1_000;
    const times: number[] = [];
    const sleep = (ms: number): Promise<void> => {
      nowMs += ms;
      return Promise.resolve();
    };
    const chunks = [1, 2, 3].map(() => new Uint8Array(liveChunkBytes));
    for await (const chunk of inRealTime(from(chunks), undefined, { now: () => nowMs, sleep })) {
      expect(chunk.length).toBe(liveChunkBytes);
      times.push(nowMs);
    }
    expect(times).toEqual([1_100, 1_200, 1_300]);
  });

  it('does not drift when a chunk is late', async () => {
    let nowMs = 0;
    const times: number[] = [];
    // Every wait takes 30 ms longer than asked for.
    const sleep = (ms: number): Promise<void> => {
      nowMs += ms + 30;
      return Promise.resolve();
    };
    const chunks = Array.from({ length: 50 }, () => new Uint8Array(liveChunkBytes));
    for await (const chunk of inRealTime(from(chunks), undefined, { now: () => nowMs, sleep })) {
      expect(chunk.length).toBe(liveChunkBytes);
      times.push(nowMs);
    }
    expect(times.at(-1)).toBe(5_030);
  });

  it('ends at once when it is aborted', async () => {
    const aborting = new AbortController();
    const paced = inRealTime(from([new Uint8Array(32_000_000)]), aborting.signal);
    const next = paced.next();
    aborting.abort();
    await expect(next).rejects.toMatchObject({ name: 'AbortError' });
  });
});
