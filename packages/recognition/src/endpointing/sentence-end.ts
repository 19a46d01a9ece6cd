import type { HypothesisWord } from '../contract/hypothesis.ts';

const closingMark = /[.?!\u2026\u3002\uff1f\uff01\u0964\u061f]["'\u201d\u2019)\]]*$/u;

/** True when the last word carries the mark of a sentence's end; only models that write punctuation tell. */
export function endsSentence(words: readonly HypothesisWord[]): boolean {
  const last = words.at(-1);
  return last !== undefined && closingMark.test(last.text);
}
