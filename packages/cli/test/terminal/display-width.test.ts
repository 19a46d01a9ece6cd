import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth, plainText, truncate, wrapWords } from '../../src/terminal/display-width.ts';

describe('the width of a text', () => {
  it.each([
    ['abc', 3],
    ['漢字', 4],
    ['e\u0301', 1],
    ['👩‍👩‍👧', 2],
    ['\u001b[31mred\u001b[0m', 3],
    ['', 0],
  ])('of %s is %i columns', (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });
});

describe('a text that is shortened', () => {
  it('never takes more columns than it may', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, columns) => {
        expect(displayWidth(truncate(text, columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });

  it('shows that something is missing', () => {
    expect(truncate('one two three', 8)).toBe('one two…');
  });
});

describe('a text that is wrapped', () => {
  it('breaks between words', () => {
    expect(wrapWords('one two three', 8)).toEqual(['one two', 'three']);
  });

  it('breaks a word that is longer than a line', () => {
    expect(wrapWords('a abcdefgh', 3)).toEqual(['a', 'abc', 'def', 'gh']);
  });

  it('keeps every letter, in lines that fit', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/)), fc.integer({ min: 2, max: 30 }), (words, columns) => {
        const lines = wrapWords(words.join(' '), columns);
        expect(lines.join('').replaceAll(' ', '')).toBe(words.join(''));
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe('text of a server', () => {
  it('cannot move the cursor, change colours or turn the direction of writing', () => {
    expect(plainText('a\u001b[2Jb\rc\u0007d\u202ee\nf')).toBe('ab c d e f');
  });
});
