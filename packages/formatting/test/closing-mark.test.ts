import { describe, expect, it } from 'vitest';
import { textOf } from './text-of.ts';

const end = { endsSentence: true } as const;

describe('the closing mark', () => {
  it.each([
    ['en', 'good morning', 'Good morning.'],
    ['de-AT', 'guten morgen', 'Guten morgen.'],
    ['ru', 'доброе утро', 'Доброе утро.'],
    ['el', 'καλημέρα', 'Καλημέρα.'],
    ['ko', '안녕하세요', '안녕하세요.'],
    ['zh-Hant', '你好', '你好。'],
    ['ja', 'こんにちは', 'こんにちは。'],
    ['hi', 'नमस्ते', 'नमस्ते।'],
    ['bn-IN', 'নমস্কার', 'নমস্কার।'],
    ['mr', 'नमस्कार', 'नमस्कार.'],
    ['ur', 'سلام', 'سلام۔'],
    ['ar', 'سلام', 'سلام.'],
    ['th', 'สวัสดี', 'สวัสดี'],
    ['und', '你好', '你好'],
  ])('is that of the language: %s', (language, text, closed) => {
    expect(textOf(text, { ...end, language })).toBe(closed);
  });

  it('is not added to words that have marks, nor to what may go on', () => {
    expect(textOf('good morning', { ...end, hasPunctuation: true })).toBe('Good morning');
    expect(textOf('good morning', { endsSentence: false })).toBe('Good morning');
    expect(textOf('good morning!', end)).toBe('Good morning!');
    expect(textOf('', end)).toBe('');
  });

  it('stands after a number', () => {
    expect(textOf('it costs five percent', { ...end, actualNumbers: true })).toBe('It costs 5%.');
    expect(textOf('do you have twenty three', { ...end, actualNumbers: true })).toBe('Do you have 23?');
  });

  it.each([
    'do you know the way',
    'is there a bus',
    'and are you sure',
    "isn't that nice",
    'what time does it start',
    "what's that",
    'so where are we going',
    'how many people are there',
    'why not',
    "it's cold isn't it",
    "you won't tell her will you",
    'ARE YOU THERE',
  ])('is a question mark in English where words ask: %s', (text) => {
    expect(textOf(text, end)).toMatch(/\?$/u);
  });

  it.each([
    'what a day',
    'when i was young it snowed',
    'which is why we left',
    'had he known he would have come',
    'should you need help call me',
    'may he rest in peace',
    'do it now',
    'have a nice day',
    'so do i',
    'neither did they',
    "don't you dare",
    'now is the time',
    'tell me where he is',
    'how long it takes is unknown',
    'you like it',
  ])('is a full stop where they only look like it: %s', (text) => {
    expect(textOf(text, end)).toMatch(/\.$/u);
  });

  it('takes the beginning of a segment for no question when it is the middle of a sentence', () => {
    expect(textOf('is the best', { ...end, startsSentence: false })).toBe('is the best.');
    expect(textOf("and he is here isn't he", { ...end, startsSentence: false })).toBe("and he is here isn't he?");
  });

  it('is no question mark in languages without rules', () => {
    expect(textOf('wo ist der bahnhof', { ...end, language: 'de' })).toBe('Wo ist der bahnhof.');
  });
});
