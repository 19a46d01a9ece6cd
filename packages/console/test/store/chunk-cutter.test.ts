import { describe, expect, it } from 'vitest';
import { ChunkCutter, chunkSamples } from '../../src/store/chunk-cutter.ts';

describe('ChunkCutter', () => {
  it('gives the same pieces for any chunking', () => {
    const samples = Int16Array.from({ length: chunkSamples * 2 + 5 }, (_, index) => index % 30_000);
    for (const cut of [1600, 7777, samples.length]) {
      const cutter = new ChunkCutter();
      const chunks = [];
      for (let at = 0; at < samples.length; at += cut) chunks.push(...cutter.push(samples.slice(at, at + cut)));
      const rest = cutter.rest();
      expect(cutter.samples).toBe(samples.length);
      expect(chunks.map(({ index }) => index)).toEqual([0, 1]);
      expect(rest?.index).toBe(2);
      const joined = [...chunks.flatMap((chunk) => [...chunk.samples]), ...(rest?.samples ?? [])];
      expect(joined).toEqual([...samples]);
    }
  });

  it('has no rest when the last piece is full', () => {
    const cutter = new ChunkCutter();
    expect(cutter.push(new Int16Array(chunkSamples))).toHaveLength(1);
    expect(cutter.rest()).toBeUndefined();
  });
});
