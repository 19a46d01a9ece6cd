import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alignWords } from '../../../src/worker/host/quality/align-words.ts';
import { placeWords } from '../../../src/worker/host/quality/place-words.ts';

const range = { startSample: 1000, endSample: 100_000 };
const word = (startSample: number, endSample: number): { startSample: number; endSample: number } => ({
  startSample,
  endSample,
});

describe('placeWords', () => {
  test('gives a word the time of the word it is the same as', () => {
    const timed = [word(2000, 3000), word(4000, 5000)];
    expect(placeWords(['a', 'b'], timed, { aligned: [0, 1], range })).toEqual(timed);
  });

  test('puts words that differ where those were that they replace, by their lengths', () => {
    const timed = [word(2000, 3000), word(4000, 5000), word(5000, 8000), word(9000, 9500)];
    expect(placeWords(['a', 'xxx', 'y', 'd'], timed, { aligned: [0, undefined, undefined, 3], range })).toEqual([
      word(2000, 3000),
      word(4000, 7000),
      word(7000, 8000),
      word(9000, 9500),
    ]);
  });

  test('puts words that are new close to their neighbour, at the usual length', () => {
    const timed = [word(50_000, 51_000)];
    expect(placeWords(['ab', 'c', 'de'], timed, { aligned: [undefined, 0, undefined], range })).toEqual([
      word(50_000 - 2 * 1120, 50_000),
      word(50_000, 51_000),
      word(51_000, 51_000 + 2 * 1120),
    ]);
  });

  test('keeps all words in order and within the segment, whatever was heard', () => {
    const letters = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 10 });
    const gaps = fc.array(fc.nat(20_000), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(letters, letters, gaps, (first, second, steps) => {
        let position = 0;
        const next = (index: number): number => (position += steps[index] ?? 0);
        const timed = first.map((_, index) => word(next(2 * index), next(2 * index + 1)));
        const placed = placeWords(second, timed, { aligned: alignWords(first, second), range });
        expect(placed).toHaveLength(second.length);
        let last = range.startSample;
        for (const { startSample, endSample } of placed) {
          expect(startSample).toBeGreaterThanOrEqual(last);
          expect(endSample).toBeGreaterThanOrEqual(startSample);
          expect(endSample).toBeLessThanOrEqual(range.endSample);
          last = endSample;
        }
      }),
    );
  });
});
