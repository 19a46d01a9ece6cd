import { describe, expect, it } from 'vitest';
import { canonicalLanguage, matchLanguage } from '../src/language.ts';

describe('canonicalLanguage', () => {
  it.each([
    ['en', 'en'],
    ['EN-us', 'en-US'],
    ['nl-nl', 'nl-NL'],
    ['en_US', 'en-US'],
    [' de ', 'de'],
    ['ZH-hant-tw', 'zh-Hant-TW'],
    ['es-419', 'es-419'],
    ['yue', 'yue'],
  ])('spells %s as %s', (text, tag) => {
    expect(canonicalLanguage(text)).toBe(tag);
  });

  it.each(['', 'e', 'english', 'en-', '-en', 'en--US', '12', 'en-US; DROP', 'en-verylongsubtag', 'ünglisch'])(
    'takes "%s" for no tag',
    (text) => {
      expect(canonicalLanguage(text)).toBeUndefined();
    },
  );
});

describe('matchLanguage', () => {
  it.each([
    ['en-US', ['en', 'en-US'], 'en-US'],
    ['en-US', ['de', 'en'], 'en'],
    ['zh-Hant-TW', ['zh-Hant', 'zh'], 'zh-Hant'],
    ['en', ['de', 'en-GB', 'en-US'], 'en-GB'],
    ['en-AU', ['en-US'], undefined],
    ['en', ['enm'], undefined],
    ['fr', ['de', 'en'], undefined],
    ['fr', [], undefined],
  ])('serves %s of %j with %s', (wanted, served, found) => {
    expect(matchLanguage(wanted, served)).toBe(found);
  });
});
