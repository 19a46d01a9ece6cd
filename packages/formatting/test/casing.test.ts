import { describe, expect, it } from 'vitest';
import { textOf } from './text-of.ts';

describe('casing', () => {
  it.each([
    ['ASK NOT WHAT', 'en', 'Ask not what'],
    ["AND I SAID I'M SURE I’LL", 'en-US', "And I said I'm sure I’ll"],
    ["I'VE SAID I'D GO", 'en', "I've said I'd go"],
    ["IT'S IN ITALY", 'en', "It's in italy"],
    ['ICH UND I', 'de', 'Ich und i'],
    ['ÜBER ALLES', 'de', 'Über alles'],
    ['IŞIK İYİ', 'tr', 'Işık iyi'],
    ['', 'en', ''],
  ])('writes %s in %s as %s', (text, language, readable) => {
    expect(textOf(text, { casing: 'upper', language })).toBe(readable);
  });

  it.each([
    ["on monday and tuesday's", "On Monday and Tuesday's"],
    ['mr and mrs hill saw dr webb', 'Mr and Mrs hill saw Dr webb'],
    ['we may march in august', 'We may march in august'],
    ['in january or june', 'In January or June'],
    ['we sundayed there', 'We sundayed there'],
  ])('gives English days, months and titles their capital, and nothing that is a word too: %s', (text, readable) => {
    expect(textOf(text, {})).toBe(readable);
  });

  it('knows no English days in other languages', () => {
    expect(textOf('am mr montag april', { language: 'de' })).toBe('Am mr montag april');
  });

  it('gives no capital to a sentence that goes on', () => {
    expect(textOf('and i went on', { startsSentence: false })).toBe('and I went on');
  });

  it('begins each sentence with a capital where an engine without capitals writes marks', () => {
    const text = textOf('hello. “how are you?” asked mr. hill', { hasPunctuation: true });
    expect(text).toBe('Hello. “How are you?” Asked Mr. hill');
  });

  it('leaves the letters of an engine that writes both cases', () => {
    expect(textOf('nato met NATO i', { casing: 'mixed' })).toBe('nato met NATO i');
  });

  it('does not cut a character of two code units', () => {
    expect(textOf('𐐨𐐩', {})).toBe('𐐀𐐩');
  });
});
