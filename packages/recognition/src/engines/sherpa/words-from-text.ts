import type { HypothesisWord } from '../../contract/hypothesis.ts';

/** A character of a script that is written without spaces, with the marks behind it; or a run of anything else. */
const pieces =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}][\p{P}\p{M}\p{Lm}]*|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+/gu;
const letterOrDigit = /[\p{L}\p{N}]/u;

/**
 * Cuts a text into words and spreads them over the utterance by their lengths, for a model that tells no times.
 *
 * @param utteranceSamples - the length of the utterance; integer, >= 0.
 * @returns the words in order, without confidences. Marks that stand alone go with the word before them; a text without
 *   letters and digits has no words.
 */
export function wordsFromText(text: string, utteranceSamples: number): readonly HypothesisWord[] {
  const texts = joinMarks(text.match(pieces) ?? []);
  const lengths = texts.map((word) => Array.from(word).length);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  let before = 0;
  return texts.map((word, index) => {
    const startSample = Math.floor((utteranceSamples * before) / total);
    before += lengths[index] ?? 0;
    return { text: word, startSample, endSample: Math.floor((utteranceSamples * before) / total) };
  });
}

function joinMarks(found: readonly string[]): readonly string[] {
  const words: string[] = [];
  for (const piece of found) {
    const last = words.at(-1);
    if (letterOrDigit.test(piece)) words.push(piece);
    else if (last !== undefined) words[words.length - 1] = last + piece;
  }
  return words;
}
