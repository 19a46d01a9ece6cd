import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calibratedConfidence, meanProbability } from '../../src/engines/sherpa/word-confidence.ts';

const evidence = fc.record({
  logProbabilities: fc.array(fc.double({ min: -20, max: 0, noNaN: true }), { minLength: 1, maxLength: 12 }),
  text: fc.string({ minLength: 1 }),
});

describe('the confidence of a word', () => {
  test('is a probability, whatever the tokens tell', () => {
    fc.assert(
      fc.property(evidence, (given) => {
        for (const confidence of [calibratedConfidence(given), meanProbability(given)]) {
          expect(confidence).toBeGreaterThanOrEqual(0);
          expect(confidence).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test('never falls when all tokens of a word are more probable', () => {
    fc.assert(
      fc.property(evidence, fc.double({ min: 0, max: 1, noNaN: true }), (given, share) => {
        const better = { ...given, logProbabilities: given.logProbabilities.map((value) => value * share) };
        expect(calibratedConfidence(better)).toBeGreaterThanOrEqual(calibratedConfidence(given));
      }),
    );
  });

  test('is lower for a word with one unlikely token than for one whose tokens are all alike', () => {
    const even = { logProbabilities: [-0.5, -0.5], text: 'word' };
    const uneven = { logProbabilities: [-0.05, -0.95], text: 'word' };
    expect(meanProbability(uneven)).toBeCloseTo(meanProbability(even));
    expect(calibratedConfidence(uneven)).toBeLessThan(calibratedConfidence(even));
  });
});
