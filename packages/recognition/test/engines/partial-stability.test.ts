import { describe, expect, test } from 'vitest';
import { partialStability, stableInBeam } from '../../src/engines/sherpa/partial-stability.ts';

describe('a partial of a transducer', () => {
  test.each(['greedy', 'beam'] as const)(
    'is a guess in %s search while its last word may grow, and is trusted after a pause',
    (search) => {
      expect(partialStability(0, search)).toBeLessThan(0.6);
      expect(partialStability(40, search)).toBeGreaterThan(0.9);
      const settling = [1, 2, 3, 4, 5, 6].map((frames) => partialStability(frames, search));
      expect(settling).toEqual([...settling].sort((a, b) => a - b));
    },
  );

  test('keeps the words that a beam search has not touched for 2 s, and no younger one', () => {
    const words = [1, 2, 3].map((second) => ({
      text: 'w',
      startSample: second * 16_000 - 100,
      endSample: second * 16_000,
    }));
    expect(stableInBeam(words, 3 * 16_000)).toBe(1);
    expect(stableInBeam(words, 6 * 16_000)).toBe(3);
    expect(stableInBeam([], 16_000)).toBe(0);
  });

  test('keeps no word from the first on that a beam search thinks unlikely, however old', () => {
    const words = [0.9, 0.11, 0.09, 0.95].map((confidence, index) => ({
      text: 'w',
      startSample: index * 8000,
      endSample: (index + 1) * 8000,
      confidence,
    }));
    expect(stableInBeam(words, 60 * 16_000)).toBe(2);
  });
});
