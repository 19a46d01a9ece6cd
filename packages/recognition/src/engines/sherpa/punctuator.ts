import type { Hypothesis, HypothesisWord, Writing } from '../../contract/hypothesis.ts';
import type { PunctuationFiles } from '../../contract/model.ts';
import { loadSherpaAddon } from './addon.ts';
import { punctuationConfig } from './punctuation-config.ts';

/** How words are written that have been punctuated. */
export const punctuatedWriting: Writing = { casing: 'mixed', hasPunctuation: true };

/** Gives the words of hypotheses casing and marks. */
export interface Punctuator {
  /** The same words, times and all; a hypothesis that cannot be punctuated says how it is written. */
  punctuate(hypothesis: Hypothesis): Hypothesis;
}

/**
 * Loads a punctuation model into sherpa-onnx. A fault in its files ends the process.
 *
 * @param engineWriting - how the words come.
 */
export function createPunctuator(files: PunctuationFiles, engineWriting: Writing): Punctuator {
  const { OnlinePunctuation } = loadSherpaAddon();
  const native = new OnlinePunctuation(punctuationConfig(files));
  return {
    punctuate: (hypothesis) => {
      const words = punctuateWords(hypothesis.words, (text) => native.addPunct(text));
      return words === undefined ? { ...hypothesis, writing: engineWriting } : { ...hypothesis, words };
    },
  };
}

/**
 * Gives words casing and marks.
 *
 * @param addMarks - takes a text in lower case and gives it back with casing and marks.
 * @returns the same words in the same number; undefined when what came back has other words.
 */
export function punctuateWords(
  words: readonly HypothesisWord[],
  addMarks: (text: string) => string,
): readonly HypothesisWord[] | undefined {
  if (words.length === 0) return words;
  const plain = words.map(({ text }) => text.toLowerCase());
  const marked = addMarks(plain.join(' '))
    .split(/\s+/)
    .filter((text) => text !== '');
  if (marked.length !== words.length) return undefined;
  if (marked.some((text, index) => lettersOf(text) !== lettersOf(plain[index] ?? ''))) return undefined;
  return words.map((word, index) => ({ ...word, text: marked[index] ?? word.text }));
}

function lettersOf(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}\p{M}]/gu, '');
}
