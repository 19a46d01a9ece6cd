import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { partialOfTwoPasses } from '../../../src/worker/host/quality/second-pass-stability.ts';

function word(confidence?: number): { text: string; startSample: number; endSample: number; confidence?: number } {
  return { text: 'w', startSample: 0, endSample: 1, ...(confidence === undefined ? {} : { confidence }) };
}

describe('a partial whose final comes from another model', () => {
  test('is the less stable the less likely its words are right', () => {
    const stabilityOf = (...confidences: readonly number[]): number =>
      partialOfTwoPasses({ words: confidences.map(word), stability: 0.9 }).stability ?? -1;
    expect(stabilityOf(0.9)).toBeGreaterThan(stabilityOf(0.5));
    expect(stabilityOf(0.9)).toBeGreaterThan(stabilityOf(0.9, 0.9));
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (confidences) => {
        expect(stabilityOf(...confidences)).toBeGreaterThanOrEqual(0);
        expect(stabilityOf(...confidences)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('promises no words, and tells no stability where the streaming model tells too little', () => {
    expect(partialOfTwoPasses({ words: [word(0.9)], stability: 0.9, stableWords: 1 })).not.toHaveProperty(
      'stableWords',
    );
    expect(partialOfTwoPasses({ words: [word()], stability: 0.9 })).toEqual({ words: [word()] });
    expect(partialOfTwoPasses({ words: [word(0.9)] })).toEqual({ words: [word(0.9)] });
  });
});
