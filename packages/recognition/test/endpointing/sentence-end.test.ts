import { expect, test } from 'vitest';
import { endsSentence } from '../../src/endpointing/sentence-end.ts';

function words(...texts: readonly string[]): Parameters<typeof endsSentence>[0] {
  return texts.map((text, index) => ({ text, startSample: index, endSample: index + 1 }));
}

test.each(['end.', 'end?', 'end!', 'end…', '“end.”', "end!'", '(end.)', '終。', '終？', 'अंत।', 'نهاية؟'])(
  'a sentence ends with "%s"',
  (text) => {
    expect(endsSentence(words('the', text))).toBe(true);
  },
);

test.each(['end', 'end,', '3.5', 'e.g', 'end:', '-', '.com'])('a sentence does not end with "%s"', (text) => {
  expect(endsSentence(words('the.', text))).toBe(false);
});

test('a sentence without a word does not end', () => {
  expect(endsSentence([])).toBe(false);
});
