import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignWords, normalisedWords } from '../../../src/common/measure/word-errors.ts';

describe('the words of a text', () => {
  it('have no case, no punctuation and no hyphens', () => {
    expect(normalisedWords("Don’t — 'stop' half-way: Ünïcode 42.")).toEqual([
      "don't",
      'stop',
      'half',
      'way',
      'ünïcode',
      '42',
    ]);
  });

  it('are the same in either of two spellings', () => {
    expect(normalisedWords('Mr. and Mrs. Okay, Dr.')).toEqual(normalisedWords('mister and missus OK doctor'));
  });
});

describe('an alignment', () => {
  it('tells what became of each word', () => {
    expect(alignWords(['a', 'b', 'c'], ['x', 'a', 'y', 'c'])).toEqual({
      fates: ['correct', 'substituted', 'correct'],
      heardCorrectly: [false, true, false, true],
      insertions: 1,
      errors: 2,
    });
    expect(alignWords(['a', 'b'], ['b'])).toMatchObject({ fates: ['deleted', 'correct'], heardCorrectly: [true] });
  });

  it('counts each error once', () => {
    const words = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });
    fc.assert(
      fc.property(words, words, (reference, heard) => {
        const { fates, heardCorrectly, insertions, errors } = alignWords(reference, heard);
        expect(fates).toHaveLength(reference.length);
        expect(heardCorrectly).toHaveLength(heard.length);
        expect(fates.filter((fate) => fate !== 'correct').length + insertions).toBe(errors);
        expect(heardCorrectly.filter(Boolean)).toHaveLength(fates.filter((fate) => fate === 'correct').length);
      }),
    );
  });
});
