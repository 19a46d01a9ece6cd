import { describe, expect, test } from 'vitest';
import { wordsFromTokens } from '../../src/engines/sherpa/words-from-tokens.ts';

const rate = 16_000;

describe('wordsFromTokens', () => {
  test('joins the pieces of a word and begins one at a space or its mark', () => {
    const run = { tokens: [' HE', 'LLO', '▁WOR', 'LD'], seconds: [0.1, 0.2, 0.4, 0.5], logProbabilities: undefined };
    expect(wordsFromTokens(run, rate)).toEqual([
      { text: 'HELLO', startSample: 1600, endSample: 6400 },
      { text: 'WORLD', startSample: 6400, endSample: 9280 },
    ]);
  });

  test('gives the geometric mean of the pieces as confidence', () => {
    const run = { tokens: [' A', 'B'], seconds: [0, 0.1], logProbabilities: [Math.log(0.5), Math.log(0.125)] };
    expect(wordsFromTokens(run, rate)[0]?.confidence).toBeCloseTo(0.25);
  });

  test('never places a word outside the utterance', () => {
    const run = { tokens: [' A', ' B'], seconds: [-0.3, 5], logProbabilities: undefined };
    expect(wordsFromTokens(run, rate)).toEqual([
      { text: 'A', startSample: 0, endSample: 0 },
      { text: 'B', startSample: rate, endSample: rate },
    ]);
  });

  test('ends a word at a long pause before the next word', () => {
    const run = { tokens: [' A', ' B'], seconds: [0, 3], logProbabilities: undefined };
    expect(wordsFromTokens(run, 10 * rate)[0]?.endSample).toBe(0.24 * rate);
  });

  test('takes each Chinese character as a word', () => {
    const run = { tokens: ['你', '好', ' OK'], seconds: [0, 0.1, 0.2], logProbabilities: undefined };
    expect(wordsFromTokens(run, rate).map((word) => word.text)).toEqual(['你', '好', 'OK']);
  });

  test('gives no word for tokens without text', () => {
    expect(wordsFromTokens({ tokens: ['▁', ' '], seconds: [0, 0.1], logProbabilities: undefined }, rate)).toEqual([]);
    expect(wordsFromTokens({ tokens: [], seconds: [], logProbabilities: undefined }, rate)).toEqual([]);
  });
});
