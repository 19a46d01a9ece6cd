import { expect, test } from 'vitest';
import type { EngineStream } from '../../src/contract/engine.ts';
import type { Hypothesis } from '../../src/contract/hypothesis.ts';
import { CertainWordsStream } from '../../src/engines/sherpa/certain-words-stream.ts';

/** What is told of words with these confidences. */
function told(...confidences: readonly number[]): Hypothesis {
  const words = confidences.map((confidence, index) => ({
    text: `w${index}`,
    startSample: 0,
    endSample: 1,
    confidence,
  }));
  const stream: EngineStream = {
    isReady: false,
    accept: () => undefined,
    endUtterance: () => undefined,
    hypothesis: () => ({ words, stability: 0.5, stableWords: words.length }),
    reset: () => undefined,
    renew: () => undefined,
    close: () => undefined,
  };
  return new CertainWordsStream(stream).hypothesis();
}

test('a beam search has heard nothing where no word is likely', () => {
  expect(told(0.1, 0.2)).toEqual({ words: [] });
  expect(told()).toEqual({ words: [] });
});

test('a doubtful word stands beside one that is likely, one that is made up does not', () => {
  const hypothesis = told(0.1, 0.9, 0.0001);
  expect(hypothesis.words.map(({ text }) => text)).toEqual(['w0', 'w1']);
  expect(hypothesis).toMatchObject({ stability: 0.5, stableWords: 2 });
});
