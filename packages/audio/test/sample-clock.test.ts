import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOfSamples, toFloatSamples } from '../src/pcm.ts';
import { msToSamples, samplesToMs, samplesToSeconds, secondsToSamples } from '../src/sample-clock.ts';

describe('the sample clock', () => {
  it('converts whole milliseconds there and back without loss', () => {
    fc.assert(fc.property(fc.nat({ max: 1e9 }), (ms) => samplesToMs(msToSamples(ms)) === ms));
  });

  it('never says a time beyond the audio', () => {
    fc.assert(fc.property(fc.nat({ max: 1e12 }), (samples) => samplesToMs(samples) * 16 <= samples));
    expect(samplesToSeconds(15_999)).toBe(0.999);
  });

  it('rounds seconds of an engine to the nearest sample', () => {
    expect(secondsToSamples(0.04)).toBe(640);
    expect(secondsToSamples(0.1 + 0.2)).toBe(4800);
  });
});

describe('samples', () => {
  it('are scaled to -1..1 for the engines', () => {
    expect([...toFloatSamples(Int16Array.of(0, 16_384, -32_768))]).toEqual([0, 0.5, -1]);
  });

  it('and their bytes share the memory', () => {
    const samples = Int16Array.of(1, 2, 3).subarray(1);
    expect([...bytesOfSamples(samples)]).toEqual([2, 0, 3, 0]);
  });
});
