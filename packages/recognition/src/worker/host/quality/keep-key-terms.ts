import type { HypothesisWord } from '../../../contract/hypothesis.ts';
import { alignWords, normalisedWord } from './align-words.ts';

/** A word of a final: of the second pass, or of a key term that only the first one heard. */
export interface KeptWord {
  readonly text: string;
  /** The word of the second pass; absent for one of a key term. */
  readonly second?: HypothesisWord;
}

/**
 * Puts the key terms that only the first pass heard into the text of the second, which does not know them: where the two
 * differ, and the difference is the term, or as many words on both sides.
 *
 * @param first - the words of the first pass.
 * @param second - those of the second.
 * @param keyTerms - as the session wrote them, and so they are written then.
 */
export function keepKeyTerms(
  first: readonly HypothesisWord[],
  second: readonly HypothesisWord[],
  keyTerms: readonly string[],
): readonly KeptWord[] {
  const heard = first.map(({ text }) => text);
  const aligned = alignWords(
    heard,
    second.map(({ text }) => text),
  );
  const terms = termsAmong(heard, keyTerms);
  const kept: KeptWord[] = [];
  let firstBegin = 0;
  let secondBegin = 0;
  for (let index = 0; index <= second.length; index += 1) {
    const match = index === second.length ? heard.length : aligned[index];
    if (match === undefined) continue;
    kept.push(...keepInGap(terms.slice(firstBegin, match), second.slice(secondBegin, index)));
    const word = second[index];
    if (word !== undefined) kept.push({ text: word.text, second: word });
    firstBegin = match + 1;
    secondBegin = index + 1;
  }
  return kept;
}

/** For each word what stands there of a key term, as the session wrote it; undefined where there is none. */
function termsAmong(heard: readonly string[], keyTerms: readonly string[]): readonly (string | undefined)[] {
  const words = heard.map(normalisedWord);
  const found = new Array<string | undefined>(heard.length).fill(undefined);
  for (const term of keyTerms) {
    const texts = term.split(/\s+/).filter((text) => normalisedWord(text) !== '');
    const wanted = texts.map(normalisedWord);
    for (let begin = 0; begin + wanted.length <= words.length; begin += 1) {
      if (wanted.length === 0 || !wanted.every((word, index) => word === words[begin + index])) continue;
      for (const [index, text] of texts.entries()) found[begin + index] = text;
    }
  }
  return found;
}

/**
 * @param terms - what stands of key terms where the second pass heard none of the words of the first.
 * @param words - what it heard there.
 */
function keepInGap(terms: readonly (string | undefined)[], words: readonly HypothesisWord[]): readonly KeptWord[] {
  const texts = terms.filter((text) => text !== undefined);
  if (texts.length > 0 && texts.length === terms.length) return texts.map((text) => ({ text }));
  return words.map((second, index) => {
    const text = terms.length === words.length ? terms[index] : undefined;
    return text === undefined ? { text: second.text, second } : { text };
  });
}
