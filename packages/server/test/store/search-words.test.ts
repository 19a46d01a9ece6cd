import { describe, expect, it } from 'vitest';
import { hasParts, searchableWords, searchedParts } from '../../src/store/search-words.ts';

function finds(typed: string, text: string): boolean {
  const parts = searchedParts(typed);
  return parts.length > 0 && hasParts(searchableWords(text), parts);
}

describe('a search', () => {
  it.each([
    ['budget', 'The budget is fine.'],
    ['BUDGET fin', 'The budget, finally.'],
    ['fine budget', 'The budget is fine.'],
    ['cafe', 'Un café noir'],
    ['café', 'CAFE NOIR'],
    ['strasse', 'In der Straße'],
    ['dont', 'Don’t go'],
    ["don't", 'dont go'],
    ['3.5', 'about 3.5 percent'],
    ['会议', '今天的会议很长'],
    ['ελλας', 'ΕΛΛΑΣ'],
    ['हिन्दी', 'यह हिन्दी है'],
    ['it 2', 'IT costs 25'],
    ['i', 'İstanbul'],
  ])('for %j finds %j', (typed, text) => {
    expect(finds(typed, text)).toBe(true);
  });

  it.each([
    ['get', 'The budget is fine.'],
    ['bud fine', 'The budget is fine.'],
    ['budget gone', 'The budget is fine.'],
    ['议会', '今天的会议很长'],
    ['%', '100 %'],
    ["'", "it's"],
    ['', 'anything'],
    ['... --', 'anything'],
  ])('for %j does not find %j', (typed, text) => {
    expect(finds(typed, text)).toBe(false);
  });
});
