import { describe, expect, it } from 'vitest';
import { mixedCases, numberCases } from './number-cases.ts';
import { textOf } from './text-of.ts';

describe.each(Object.entries(numberCases))('actual numbers: %s', (_kind, cases) => {
  it.each(cases)('writes "%s" as "%s"', (spoken, written) => {
    const text = textOf(spoken, { actualNumbers: true, startsSentence: false });
    expect(text).toBe(written.replace(/\bi\b/u, 'I'));
  });
});

describe('actual numbers', () => {
  it.each(mixedCases)('respects capitals and marks: "%s" becomes "%s"', (spoken, written) => {
    expect(textOf(spoken, { actualNumbers: true, casing: 'mixed', hasPunctuation: true })).toBe(written);
  });

  it('are read from capitals too', () => {
    expect(textOf('TWENTY TWENTY SIX', { actualNumbers: true, casing: 'upper' })).toBe('2026');
  });

  it('are given only when they are wanted', () => {
    expect(textOf('twenty three', { actualNumbers: false })).toBe('Twenty three');
  });

  it.each([
    ['de-DE', 'zwei und zwanzig'],
    ['nl', 'de negen straten'],
    ['fr', 'six cent dix'],
    ['enm', 'three'],
  ])('leave other languages alone: %s', (language, text) => {
    expect(textOf(text, { language, actualNumbers: true, startsSentence: false })).toBe(text);
  });
});
