import { describe, expect, it } from 'vitest';
import { ChunkQueue } from '../../../src/browser/audio/chunk-queue.ts';

const chunk = (value: number, samples = 1600): Int16Array => new Int16Array(samples).fill(value);

/** The first sample and the count of samples of everything until the end. */
async function readAll(queue: ChunkQueue): Promise<readonly (readonly [number, number])[]> {
  const read: [number, number][] = [];
  for (let bytes = await queue.next(); bytes !== undefined; bytes = await queue.next()) {
    const samples = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
    read.push([samples[0] ?? 0, samples.length]);
  }
  return read;
}

describe('a ChunkQueue', () => {
  it('gives what came in its order, and waits for more', async () => {
    const queue = new ChunkQueue(10);
    const waiting = queue.next();
    queue.push(chunk(1));
    queue.push(chunk(2, 30));
    queue.end();
    expect((await waiting)?.length).toBe(3200);
    expect(await readAll(queue)).toEqual([[2, 30]]);
  });

  it('puts silence of the same length where it had no room, and goes on behind it', async () => {
    const queue = new ChunkQueue(2);
    expect([1, 2, 3, 4].map((value) => queue.push(chunk(value)))).toEqual([true, true, false, false]);
    await queue.next();
    expect(queue.push(chunk(5))).toBe(true);
    queue.end();
    expect(await readAll(queue)).toEqual([
      [2, 1600],
      [0, 1600],
      [0, 1600],
      [5, 1600],
    ]);
  });

  it('keeps a gap of hours as a number, and gives it in chunks', async () => {
    const queue = new ChunkQueue(1);
    queue.pushGap(16_000 * 3600);
    queue.pushGap(100);
    queue.end();
    const read = await readAll(queue);
    expect(read.length).toBe(36_001);
    expect(read.at(-1)).toEqual([0, 100]);
  });

  it('ends at once when it is discarded, and takes nothing afterwards', async () => {
    const queue = new ChunkQueue(5);
    queue.push(chunk(1));
    queue.discard();
    queue.push(chunk(2));
    queue.pushGap(10);
    expect(await queue.next()).toBeUndefined();
  });
});
