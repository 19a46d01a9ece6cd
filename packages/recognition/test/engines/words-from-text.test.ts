import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wordsFromText } from '../../src/engines/sherpa/words-from-text.ts';

function texts(text: string): readonly string[] {
  return wordsFromText(text, 16_000).map((word) => word.text);
}

describe('wordsFromText', () => {
  test('spreads the words over the utterance by their lengths, without confidences', () => {
    expect(wordsFromText(" There's iron, ab", 16_000)).toEqual([
      { text: "There's", startSample: 0, endSample: 8000 },
      { text: 'iron,', startSample: 8000, endSample: 13_714 },
      { text: 'ab', startSample: 13_714, endSample: 16_000 },
    ]);
  });

  test('gives marks that stand alone to the word before them, and drops those that have none', () => {
    expect(texts('- Well , no ...')).toEqual(['Well,', 'no...']);
    expect(texts(' . , ')).toEqual([]);
  });

  test('cuts scripts without spaces into characters, with the marks behind them', () => {
    expect(texts('東京へ。OK')).toEqual(['東', '京', 'へ。', 'OK']);
  });

  test('places words in order, without gaps, within the utterance', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(1_000_000), (text, samples) => {
        let position = 0;
        for (const word of wordsFromText(text, samples)) {
          expect(word.startSample).toBe(position);
          expect(word.endSample).toBeGreaterThanOrEqual(word.startSample);
          position = word.endSample;
        }
        expect([0, samples]).toContain(position);
      }),
    );
  });
});
