import { describe, expect, it } from 'vitest';
import { joinWords, readableWords } from '../../src/transcript/readable-text.ts';

describe('readableWords', () => {
  it.each([
    ['ASK NOT WHAT', 'en', 'Ask not what'],
    ["AND I SAID I'M SURE I’LL", 'en-US', "And I said I'm sure I’ll"],
    ["IT'S IN ITALY", 'en', "It's in italy"],
    ['ICH UND I', 'de', 'Ich und i'],
    ['ÜBER ALLES', 'de', 'Über alles'],
    ['IŞIK İYİ', 'tr', 'Işık iyi'],
    ['', 'en', ''],
  ])('writes %s in %s as %s', (text, language, readable) => {
    expect(readableWords(text === '' ? [] : text.split(' '), 'upper', language).join(' ')).toBe(readable);
  });

  it('repairs lower case too', () => {
    expect(readableWords(['i', 'am'], 'lower', 'en')).toEqual(['I', 'am']);
  });

  it('leaves the letters of an engine that writes both cases', () => {
    expect(readableWords(['NATO', 'met'], 'mixed', 'en')).toEqual(['NATO', 'met']);
  });

  it('does not cut a character of two code units', () => {
    expect(readableWords(['𐐨𐐩'], 'lower', 'en')).toEqual(['𐐀𐐩']);
  });
});

describe('joinWords', () => {
  it.each([
    [['a', 'b'], 'a b'],
    [['你', '好'], '你好'],
    [['你好', 'ok', '吗'], '你好 ok 吗'],
    [['カタ', 'かな'], 'カタかな'],
    [['한국', '말'], '한국 말'],
    [['one'], 'one'],
    [[], ''],
  ])('joins %j to "%s"', (words, text) => {
    expect(joinWords(words)).toBe(text);
  });
});
