import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toFloatSamples, toInt16Samples } from '../src/pcm.ts';

describe('samples of 16 bits', () => {
  it('are the same after a way through floating point', () => {
    fc.assert(
      fc.property(fc.int16Array(), (samples) => {
        expect(toInt16Samples(toFloatSamples(samples))).toEqual(Int16Array.from(samples));
      }),
    );
  });

  it('are clipped where the sound is too loud', () => {
    expect([...toInt16Samples(Float32Array.of(1, 1.5, -1, -7))]).toEqual([32_767, 32_767, -32_768, -32_768]);
  });
});
