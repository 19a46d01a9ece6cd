import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { textOf } from './text-of.ts';

const sentences = readFileSync(new URL('fixtures/sentences-without-numbers.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '');

const asHeard = (sentence: string): string => sentence.toLowerCase().replaceAll(/[.,?!]/gu, '');
const whole = { actualNumbers: true, endsSentence: true } as const;

describe('sentences without numbers', () => {
  it('are more than a thousand, all different', () => {
    expect(new Set(sentences).size).toBe(sentences.length);
    expect(sentences.length).toBeGreaterThan(1000);
  });

  it('keep their words when numbers are wanted', () => {
    const changed = sentences.filter((sentence) => {
      const text = textOf(asHeard(sentence), whole);
      return text.toLowerCase().replace(/[.?]$/u, '') !== asHeard(sentence);
    });
    expect(changed).toEqual([]);
  });

  it('keep everything that a model with capitals and marks wrote', () => {
    const options = { ...whole, casing: 'mixed', hasPunctuation: true } as const;
    expect(sentences.filter((sentence) => textOf(sentence, options) !== sentence)).toEqual([]);
  });

  it('get a question mark only where they ask', () => {
    const statements = sentences.filter((sentence) => !sentence.endsWith('?'));
    expect(statements.filter((sentence) => textOf(asHeard(sentence), whole).endsWith('?'))).toEqual([]);
  });

  it('get their question mark in more than 90 % of questions', () => {
    const questions = sentences.filter((sentence) => sentence.endsWith('?'));
    const found = questions.filter((sentence) => textOf(asHeard(sentence), whole).endsWith('?'));
    expect(questions.length).toBeGreaterThan(200);
    expect(found.length / questions.length).toBeGreaterThan(0.9);
  });
});
