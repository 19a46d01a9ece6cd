import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseCut, type Pause } from '../../src/endpointing/segment-cut.ts';

const second = 16_000;

/** Words from one to the next of these places, in seconds, without a gap. */
function words(...places: readonly number[]): Parameters<typeof chooseCut>[0] {
  return places.slice(1).map((end, index) => ({
    text: `w${index}`,
    startSample: (places[index] ?? 0) * second,
    endSample: end * second,
  }));
}

function pause(start: number, end: number): Pause {
  return { startSample: start * second, endSample: end * second };
}

describe('chooseCut', () => {
  test('leaves a segment no longer than it may be, where words allow it', () => {
    const spoken = words(0, 1, 2, 3, 4, 5, 9);
    expect(chooseCut(spoken, { pauses: [], maxSamples: Infinity, stableWords: Infinity })).toBe(4.5 * second);
    expect(chooseCut(spoken, { pauses: [], maxSamples: 4.5 * second, stableWords: Infinity })).toBeLessThanOrEqual(
      4.5 * second,
    );
    expect(chooseCut(spoken, { pauses: [pause(4.9, 5.1)], maxSamples: 3 * second, stableWords: Infinity })).toBe(
      2.5 * second,
    );
    expect(chooseCut(words(0, 5, 9), { pauses: [], maxSamples: second, stableWords: Infinity })).toBe(2.5 * second);
  });

  test('leaves words behind that may still change only where there is no other choice', () => {
    const spoken = words(0, 1, 2, 3, 4, 5, 6, 7, 8);
    const at = (stableWords: number): number | undefined =>
      chooseCut(spoken, { pauses: [pause(6.9, 7.1)], maxSamples: Infinity, stableWords });
    expect(at(8)).toBe(6.5 * second);
    expect(at(5)).toBe(4.5 * second);
    expect(at(0)).toBe(3.5 * second);
  });

  test('cuts at the longest pause of the later half', () => {
    const spoken = words(0, 1, 2, 3, 4, 5, 6, 7, 8);
    const pauses = [pause(1.9, 2.8), pause(4.9, 5.1), pause(5.8, 6.1), pause(6.95, 7.1)];
    expect(chooseCut(spoken, { pauses, maxSamples: Infinity, stableWords: Infinity })).toBe(5.5 * second);
  });

  test('takes a gap between words for a pause where the detector has heard none', () => {
    const spoken = words(0, 1, 2, 3, 4, 5);
    const gap = spoken.map((word, index) => (index === 2 ? { ...word, endSample: word.endSample - 4000 } : word));
    expect(chooseCut(gap, { pauses: [], maxSamples: Infinity, stableWords: Infinity })).toBe(2.5 * second);
  });

  test('cuts before the last word where nobody has paused', () => {
    expect(chooseCut(words(0, 1, 2, 3, 4), { pauses: [], maxSamples: Infinity, stableWords: Infinity })).toBe(
      2.5 * second,
    );
    expect(chooseCut(words(0, 1, 8), { pauses: [], maxSamples: Infinity, stableWords: Infinity })).toBe(0.5 * second);
  });

  test('takes no pause for one that is between other words', () => {
    expect(
      chooseCut(words(0, 1, 2, 3, 4), { pauses: [pause(2.3, 2.7)], maxSamples: Infinity, stableWords: Infinity }),
    ).toBe(2.5 * second);
  });

  test('finds no place in less than two words, or in words at one moment', () => {
    expect(chooseCut([], { pauses: [], maxSamples: Infinity, stableWords: Infinity })).toBeUndefined();
    expect(chooseCut(words(0, 1), { pauses: [], maxSamples: Infinity, stableWords: Infinity })).toBeUndefined();
    expect(chooseCut(words(1, 1, 1), { pauses: [], maxSamples: Infinity, stableWords: Infinity })).toBeUndefined();
  });

  test('leaves whole words, and at least one, on either side, whatever the words are', () => {
    const word = fc.record({ gap: fc.integer({ min: -300, max: 3000 }), length: fc.integer({ min: 0, max: 4000 }) });
    const pauseOf = fc.tuple(fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: 0, max: 9000 }));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), fc.array(pauseOf, { maxLength: 4 }), (shapes, pauseShapes) => {
        let end = 1000;
        const spoken = shapes.map(({ gap, length }, index) => {
          const startSample = Math.max(0, end + gap);
          end = startSample + length;
          return { text: `w${index}`, startSample, endSample: end };
        });
        const pauses = pauseShapes.map(([startSample, length]) => ({ startSample, endSample: startSample + length }));
        const sample = chooseCut(spoken, { pauses, maxSamples: Infinity, stableWords: Infinity });
        if (sample === undefined) return;
        expect(Number.isInteger(sample)).toBe(true);
        const before = spoken.filter((one) => one.startSample < sample);
        expect(before.length).toBeGreaterThan(0);
        expect(before.length).toBeLessThan(spoken.length);
      }),
    );
  });
});
