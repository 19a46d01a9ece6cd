import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alignWords, normalisedWord } from '../../../src/worker/host/quality/align-words.ts';

const someWords = fc.array(fc.constantFrom('a', 'B', 'c,', 'd.', '-'), { maxLength: 12 });

describe('alignWords', () => {
  test('finds the words that are the same but for casing and marks', () => {
    expect(alignWords(['MR', 'HELL', 'AS', 'HE'], ['Mr.', 'Hale,', 'as', 'he', 'was'])).toEqual([
      0,
      undefined,
      2,
      3,
      undefined,
    ]);
  });

  test('aligns each word with one that is the same, in order, each once', () => {
    fc.assert(
      fc.property(someWords, someWords, (first, second) => {
        const aligned = alignWords(first, second);
        expect(aligned).toHaveLength(second.length);
        let last = -1;
        for (const [index, match] of aligned.entries()) {
          if (match === undefined) continue;
          expect(match).toBeGreaterThan(last);
          expect(normalisedWord(first[match] ?? '?')).toBe(normalisedWord(second[index] ?? '!'));
          last = match;
        }
      }),
    );
  });

  test('aligns a list with itself in whole, and with parts of it in whole', () => {
    const wordsWithLetters = fc.uniqueArray(
      fc.string({ minLength: 1, maxLength: 4 }).filter((word) => /^[a-z]+$/.test(word)),
      {
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(wordsWithLetters, fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), (words, isKept) => {
        const kept = [...words.keys()].filter((index) => isKept[index]);
        expect(
          alignWords(
            words,
            kept.map((index) => words[index] ?? ''),
          ),
        ).toEqual(kept);
      }),
    );
  });
});
