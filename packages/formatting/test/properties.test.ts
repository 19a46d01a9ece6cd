import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FormatOptions, type FormattedWord, formatWords } from '../src/index.ts';
import { numberCases } from './number-cases.ts';
import { plainSpeech } from './text-of.ts';

/** Every word of the cases, so that any two rules can meet. */
const vocabulary = [
  ...new Set(Object.values(numberCases).flatMap((cases) => cases.flatMap(([spoken]) => spoken.split(' ')))),
];
const numberWords =
  'one two five ten twenty thirty hundred thousand million and a point oh zero first second third may january of to or ' +
  'dollars cents percent p m at in the minus half nineteen eighty-four twenty-one';
const word = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...numberWords.split(' ')) },
  { weight: 3, arbitrary: fc.constantFrom(...vocabulary) },
  { weight: 1, arbitrary: fc.string({ maxLength: 4 }) },
);
const marked = fc.tuple(word, fc.constantFrom('', '', '', '', '', '.', ',', '?')).map(([text, mark]) => text + mark);
const words = fc.array(marked, { maxLength: 14 });
const options = fc.record<FormatOptions>({
  language: fc.constantFrom('en', 'en-GB', 'de'),
  casing: fc.constantFrom('upper', 'lower', 'mixed'),
  hasPunctuation: fc.boolean(),
  actualNumbers: fc.boolean(),
  startsSentence: fc.boolean(),
  endsSentence: fc.boolean(),
});
const runs = { numRuns: 2000 };

const textsOf = (formatted: readonly FormattedWord[]): readonly string[] => formatted.map(({ text }) => text);

describe('formatted words', () => {
  it('cover every word once, in order', () => {
    fc.assert(
      fc.property(words, options, (given, chosen) => {
        let next = 0;
        for (const { from, to, dependsOn } of formatWords(given, chosen)) {
          expect(from).toBe(next);
          expect(to).toBeGreaterThan(from);
          expect(dependsOn).toBeGreaterThanOrEqual(to);
          next = to;
        }
        expect(next).toBe(given.length);
      }),
      runs,
    );
  });

  it('are as many as the words when no numbers are wanted', () => {
    fc.assert(
      fc.property(words, options, (given, chosen) => {
        expect(formatWords(given, { ...chosen, actualNumbers: false })).toHaveLength(given.length);
      }),
    );
  });

  it('stand still once the words that they depend on do', () => {
    fc.assert(
      fc.property(words, words, fc.constantFrom('lower' as const, 'mixed' as const), (before, after, casing) => {
        const chosen = { ...plainSpeech, casing, actualNumbers: true };
        const settled = formatWords(before, chosen).filter(({ dependsOn }) => dependsOn <= before.length);
        const later = formatWords([...before, ...after], chosen);
        expect(textsOf(later.slice(0, settled.length))).toEqual(textsOf(settled));
      }),
      runs,
    );
  });

  it('differ from those of a partial by the mark at the end alone', () => {
    fc.assert(
      fc.property(words, options, (given, chosen) => {
        const partial = formatWords(given, { ...chosen, endsSentence: false });
        const final = formatWords(given, { ...chosen, endsSentence: true });
        expect(textsOf(final.slice(0, -1))).toEqual(textsOf(partial.slice(0, -1)));
        const [last, open] = [final.at(-1)?.text ?? '', partial.at(-1)?.text ?? ''];
        expect(['', '.', '?']).toContain(last.slice(open.length));
        expect(last.startsWith(open)).toBe(true);
      }),
      runs,
    );
  });

  it('have no digit without a number word', () => {
    const plain = fc.array(fc.constantFrom('the', 'cat', 'sat', 'on', 'a', 'mat', 'to', 'for', 'oh', 'no'));
    fc.assert(
      fc.property(plain, (given) => {
        const formatted = formatWords(given, { ...plainSpeech, actualNumbers: true });
        expect(textsOf(formatted).join(' ')).not.toMatch(/\d/u);
      }),
      runs,
    );
  });
});

describe('a number at the end', () => {
  const dependsOnOf = (text: string): readonly number[] =>
    formatWords(text.split(' '), { ...plainSpeech, actualNumbers: true }).map(({ dependsOn }) => dependsOn);

  it('can still grow, so that it depends on a word to come', () => {
    expect(dependsOnOf('we met twenty')).toEqual([1, 2, 4]);
    expect(dependsOnOf('we met twenty times')).toEqual([1, 2, 4, 4]);
  });

  it('is settled by a mark', () => {
    expect(dependsOnOf('we met twenty.')).toEqual([1, 2, 3]);
  });
});
