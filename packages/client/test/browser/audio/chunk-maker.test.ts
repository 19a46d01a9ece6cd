import { describe, expect, it } from 'vitest';
import { ChunkMaker, type MeasuredChunk } from '../../../src/browser/audio/chunk-maker.ts';

function chunksOf(fromHz: number, samples: Float32Array, blockSamples = 128): readonly MeasuredChunk[] {
  const chunks: MeasuredChunk[] = [];
  const maker = new ChunkMaker(fromHz, (chunk) => chunks.push(chunk));
  for (let offset = 0; offset < samples.length; offset += blockSamples) {
    maker.push(samples.subarray(offset, offset + blockSamples));
  }
  maker.end();
  return chunks;
}

const sine = (hz: number, rateHz: number, ms: number, amplitude: number): Float32Array =>
  Float32Array.from({ length: (rateHz * ms) / 1000 }, (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / rateHz));

describe('a ChunkMaker', () => {
  it.each([16_000, 44_100, 48_000])('makes chunks of 1,600 samples and the rest from %i Hz', (fromHz) => {
    const chunks = chunksOf(fromHz, new Float32Array(fromHz * 0.25));
    expect(chunks.map(({ samples }) => samples.length)).toEqual([1600, 1600, 800]);
  });

  it('tells the level of each chunk', () => {
    const chunks = chunksOf(48_000, Float32Array.of(...sine(1000, 48_000, 200, 0.5), ...sine(1000, 48_000, 200, 0)));
    expect(chunks[1]?.rms).toBeCloseTo(0.5 / Math.SQRT2, 2);
    expect(chunks[1]?.peak).toBeCloseTo(0.5, 2);
    expect(chunks[3]?.peak).toBe(0);
  });

  it('clips what is too loud and tells it by a peak above 1', () => {
    const [, chunk] = chunksOf(16_000, sine(1000, 16_000, 200, 2));
    expect(Math.max(...(chunk?.samples ?? []))).toBe(32_767);
    expect(chunk?.peak).toBeCloseTo(2, 1);
  });

  it('gives each chunk memory of its own', () => {
    const chunks = chunksOf(16_000, new Float32Array(4800));
    expect(new Set(chunks.map(({ samples }) => samples.buffer)).size).toBe(3);
  });
});
