import { describe, expect, test } from 'vitest';
import { meanProbability } from '../../src/engines/sherpa/word-confidence.ts';
import { withoutLeadIn, wordsFromTokens } from '../../src/engines/sherpa/words-from-tokens.ts';

const rate = 16_000;
const options = { utteranceSamples: rate, confidenceOf: meanProbability };

describe('wordsFromTokens', () => {
  test('joins the pieces of a word and begins one at a space or its mark', () => {
    const run = { tokens: [' HE', 'LLO', '▁WOR', 'LD'], seconds: [0.1, 0.2, 0.4, 0.5], logProbabilities: undefined };
    expect(wordsFromTokens(run, options)).toEqual([
      { text: 'HELLO', startSample: 1600, endSample: 6400 },
      { text: 'WORLD', startSample: 6400, endSample: 9280 },
    ]);
  });

  test('asks for the confidence of a word with the evidence of its pieces', () => {
    const run = { tokens: [' A', 'B'], seconds: [0, 0.1], logProbabilities: [Math.log(0.5), Math.log(0.125)] };
    expect(wordsFromTokens(run, options)[0]?.confidence).toBeCloseTo(0.25);
  });

  test('never places a word outside the utterance', () => {
    const run = { tokens: [' A', ' B'], seconds: [-0.3, 5], logProbabilities: undefined };
    expect(wordsFromTokens(run, options)).toEqual([
      { text: 'A', startSample: 0, endSample: 0 },
      { text: 'B', startSample: rate, endSample: rate },
    ]);
  });

  test('ends a word at a long pause before the next word', () => {
    const run = { tokens: [' A', ' B'], seconds: [0, 3], logProbabilities: undefined };
    expect(wordsFromTokens(run, { ...options, utteranceSamples: 10 * rate })[0]?.endSample).toBe(0.24 * rate);
  });

  test('takes each Chinese character as a word', () => {
    const run = { tokens: ['你', '好', ' OK'], seconds: [0, 0.1, 0.2], logProbabilities: undefined };
    expect(wordsFromTokens(run, options).map((word) => word.text)).toEqual(['你', '好', 'OK']);
  });

  test('gives no word for tokens without text', () => {
    expect(wordsFromTokens({ tokens: ['▁', ' '], seconds: [0, 0.1], logProbabilities: undefined }, options)).toEqual(
      [],
    );
    expect(wordsFromTokens({ tokens: [], seconds: [], logProbabilities: undefined }, options)).toEqual([]);
  });

  test('leaves out the words that begin before the utterance, to their last piece', () => {
    const tokens = [' BE', 'FORE', ' AFTER', 'WARDS'];
    const run = { tokens, seconds: [-0.2, 0.05, 0.3, 0.4], logProbabilities: [-1, -2, -3, -4] };
    expect(withoutLeadIn(run)).toEqual({
      tokens: [' AFTER', 'WARDS'],
      seconds: [0.3, 0.4],
      logProbabilities: [-3, -4],
    });
    expect(withoutLeadIn({ ...run, seconds: [0, 0.1, 0.3, 0.4] })).toEqual({ ...run, seconds: [0, 0.1, 0.3, 0.4] });
  });
});
