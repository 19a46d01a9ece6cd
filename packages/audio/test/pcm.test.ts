import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toFloatSamples, toInt16Sample } from '../src/pcm.ts';

describe('samples of 16 bits', () => {
  it('are the same after a way through floating point', () => {
    fc.assert(
      fc.property(fc.int16Array(), (samples) => {
        expect([...toFloatSamples(samples)].map(toInt16Sample)).toEqual([...samples]);
      }),
    );
  });

  it('are clipped where the sound is too loud', () => {
    expect([1, 1.5, -1, -7].map(toInt16Sample)).toEqual([32_767, 32_767, -32_768, -32_768]);
  });
});
