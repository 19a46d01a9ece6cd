import { describe, expect, it } from 'vitest';
import { wordErrors } from '../src/word-errors.ts';

describe('wordErrors', () => {
  it.each([
    ['a b c', 'a b c', 0],
    ['a b c', 'a x c', 1],
    ['a b c', 'a c', 1],
    ['a b c', 'a b b c', 1],
    ['a b c', '', 3],
    ['', 'a b', 2],
    ['well-known, fact!', 'WELL KNOWN FACT', 0],
  ])('between "%s" and "%s" are %i', (reference, transcript, errors) => {
    expect(wordErrors(reference, transcript).errors).toBe(errors);
  });
});
