import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkKeyTerms, keyTermLimits } from '../src/key-terms.ts';
import { WireError } from '../src/wire-error.ts';
import { errorOf } from './upgrade-request.ts';

const { maxTerms, maxCharacters, maxWords } = keyTermLimits;

describe('checkKeyTerms', () => {
  it.each([
    ['as they are', ['Ada Lovelace', 'G2P', 'Ångström', '語'], ['Ada Lovelace', 'G2P', 'Ångström', '語']],
    ['without spaces at their ends, and one space between words', ['  Ada   Lovelace '], ['Ada Lovelace']],
    [
      'once, in the first spelling, when they differ in case only',
      ['Steno', 'STENO', 'steno ', 'Ada'],
      ['Steno', 'Ada'],
    ],
    ['once when their letters are only composed differently', ['Zo\u00eb', 'Zoe\u0308'], ['Zo\u00eb']],
    ['with punctuation inside', ["O'Neill", 'AT&T', 'C++'], ["O'Neill", 'AT&T', 'C++']],
  ])('takes terms %s', (_how, terms, kept) => {
    expect(checkKeyTerms(terms)).toEqual(kept);
  });

  it('takes as many, as long and of as many words as it says', () => {
    const terms = Array.from({ length: maxTerms - 2 }, (_, index) => `term ${index}`);
    const longest = '𝔘'.repeat(maxCharacters);
    const widest = Array.from({ length: maxWords }, () => 'a').join(' ');
    expect(checkKeyTerms([...terms, longest, widest])).toHaveLength(maxTerms);
  });

  it.each([10_000, maxTerms + 1])('refuses %i terms, with how many are taken', (count) => {
    const terms = Array.from({ length: count }, (_, index) => `t${index}`);
    expect(errorOf(() => checkKeyTerms(terms))).toMatchObject({
      code: 'bad_request',
      message: `key_terms has ${count} terms; at most 100 are taken.`,
      details: { parameter: 'key_terms', terms: count, max_terms: 100 },
    });
  });

  it.each([
    ['of 10 KB', 'secret'.repeat(1707), 'has 10242 characters; at most 100 are taken'],
    ['of one character too many', 's'.repeat(maxCharacters + 1), 'has 101 characters; at most 100 are taken'],
    ['of too many words', 'secret '.repeat(maxWords + 1), 'has 11 words; at most 10 are taken'],
    ['with a NUL', 'secret\0', 'has a control character'],
    ['with the end of a line', 'secret\nsecret', 'has a control character'],
    ['with the end of a line at its end', 'secret\n', 'has a control character'],
    ['with an escape sequence', 'secret\u001b[31m', 'has a control character'],
    ['with a C1 control character', 'secret\u0085', 'has a control character'],
    ['with half a character', 'secret\ud800', 'has a control character'],
    ['of nothing', '', 'has no letter and no digit'],
    ['of spaces', '   ', 'has no letter and no digit'],
    ['of punctuation', '-- /:', 'has no letter and no digit'],
    ['that is no text', 7, 'is no text'],
  ])('refuses a term %s by its number, and never repeats it', (_what, term, words) => {
    const error = errorOf(() => checkKeyTerms(['Ada', 'Steno', term]));
    expect(error).toMatchObject({
      code: 'bad_request',
      message: `Term 3 of key_terms ${words}.`,
      details: { parameter: 'key_terms', term: 3 },
    });
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  it('keeps within its bounds, or refuses, whatever the terms', () => {
    const term = fc.oneof(fc.string({ unit: 'binary', maxLength: 120 }), fc.string({ maxLength: 120 }), fc.anything());
    fc.assert(
      fc.property(fc.array(term, { maxLength: 110 }), (terms) => {
        try {
          const kept = checkKeyTerms(terms);
          return kept.length <= maxTerms && kept.every((text) => text.trim() === text && text !== '');
        } catch (error) {
          return error instanceof WireError;
        }
      }),
    );
  });
});
