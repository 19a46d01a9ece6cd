import { keyTermLimits } from '@steno/protocol';
import { describe, expect, it } from 'vitest';
import { mergeKeyTerms } from '../src/key-terms.ts';

describe('mergeKeyTerms', () => {
  it('puts the terms of the user first, and none twice', () => {
    expect(mergeKeyTerms(['Ada Lovelace'], ['ada lovelace', ' Thornton ', 'thornton'])).toEqual([
      'Ada Lovelace',
      'Thornton',
    ]);
  });

  it('leaves out terms of the framework that a server would refuse', () => {
    const tooLong = 'a'.repeat(keyTermLimits.maxCharacters + 1);
    expect(mergeKeyTerms([], ['', '---', 'two\nlines', tooLong, 'fine'])).toEqual(['fine']);
  });

  it('leaves out terms of the framework beyond what a session takes', () => {
    const found = Array.from({ length: keyTermLimits.maxTerms + 1 }, (_, index) => `term ${index}`);
    expect(mergeKeyTerms(['own'], found)).toHaveLength(keyTermLimits.maxTerms);
  });
});
