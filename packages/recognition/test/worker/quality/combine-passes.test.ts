import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HypothesisWord, Writing } from '../../../src/contract/hypothesis.ts';
import { combinePasses } from '../../../src/worker/host/quality/combine-passes.ts';

const range = { startSample: 16_000, endSample: 16_000 + 5 * 16_000 };
const writing: Writing = { casing: 'mixed', hasPunctuation: true };

/** Words of half a second each, from the beginning of the segment. */
function heard(text: string, startSample: number, confidence?: number): readonly HypothesisWord[] {
  return text.split(' ').map((word, index) => ({
    text: word,
    startSample: startSample + index * 8000,
    endSample: startSample + index * 8000 + 6000,
    ...(confidence === undefined ? {} : { confidence }),
  }));
}

function combine(first: string, second: string, keyTerms: readonly string[] = []): ReturnType<typeof combinePasses> {
  return combinePasses({
    first: { words: heard(first, range.startSample, 0.7) },
    second: { words: heard(second, 0), hasEstimatedTimes: true, writing },
    range,
    keyTerms,
  });
}

function textOf(hypothesis: ReturnType<typeof combinePasses>): string | undefined {
  return hypothesis?.words.map(({ text }) => text).join(' ');
}

describe('combinePasses', () => {
  test('gives the second text at the times of the first, surer of the words that both have heard', () => {
    const combined = combine('MR HELL AS HE', 'Mr. Hale, as he');
    expect(combined).toMatchObject({ writing });
    expect(textOf(combined)).toBe('Mr. Hale, as he');
    expect(combined?.words.map(({ startSample }) => startSample)).toEqual([16_000, 24_000, 32_000, 40_000]);
    const [mr, hale] = combined?.words.map(({ confidence }) => confidence ?? 0) ?? [];
    expect(mr).toBeGreaterThan(hale ?? 1);
  });

  test('keeps the first text when the second one is made up', () => {
    expect(combine('MR HALE', 'and and and and and and')).toBeUndefined();
  });

  test('takes the times and confidences of a second model that tells them', () => {
    const combined = combinePasses({
      first: { words: heard('A B', range.startSample) },
      second: { words: heard('a c', 100, 0.4), writing },
      range,
      keyTerms: [],
    });
    expect(combined?.words).toEqual([
      { text: 'a', startSample: 16_100, endSample: 22_100, confidence: 0.4 },
      { text: 'c', startSample: 24_100, endSample: 30_100, confidence: 0.4 },
    ]);
  });

  test('keeps key terms that only the first pass has heard, as the session wrote them', () => {
    const terms = ['Thornton', 'Mister Hale'];
    expect(textOf(combine('WHEN THORNTON CAME', 'When fort in came', terms))).toBe('When Thornton came');
    expect(textOf(combine('WHEN MISTER HALE CAME', 'When mister Hail came.', terms))).toBe('When mister Hale came.');
    expect(textOf(combine('SO MISTER HALE CAME', 'So mist her came.', terms))).toBe('So Mister Hale came.');
    expect(textOf(combine('AS OLD THORNTON SAID', 'As bold Fortin said.', terms))).toBe('As bold Thornton said.');
    expect(textOf(combine('WHEN THORNTON CAME', 'When Thornton came', terms))).toBe('When Thornton came');
    expect(textOf(combine('WHEN HE CAME', 'When she came', terms))).toBe('When she came');
  });

  test('keeps words in order and within the segment, whatever both have heard', () => {
    const words = fc.array(fc.constantFrom('a', 'B', 'c.', 'd'), { minLength: 1, maxLength: 12 });
    const terms = fc.array(fc.constantFrom('a', 'b c', 'd'), { maxLength: 2 });
    fc.assert(
      fc.property(words, words, terms, fc.boolean(), (first, second, keyTerms, hasEstimatedTimes) => {
        const combined = combinePasses({
          first: { words: heard(first.join(' '), range.startSample, 0.5) },
          second: { words: heard(second.join(' '), 0), hasEstimatedTimes, writing },
          range,
          keyTerms,
        });
        let position = range.startSample;
        for (const { startSample, endSample, confidence } of combined?.words ?? []) {
          expect(startSample).toBeGreaterThanOrEqual(position);
          expect(endSample).toBeGreaterThanOrEqual(startSample);
          expect(endSample).toBeLessThanOrEqual(range.endSample);
          expect(confidence).toBeGreaterThan(0);
          position = startSample;
        }
        if (keyTerms.length === 0 && combined !== undefined) expect(textOf(combined)).toBe(second.join(' '));
      }),
    );
  });
});
