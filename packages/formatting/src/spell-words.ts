import { withProperCapital } from './english/proper-words.ts';
import { isEnglish } from './is-english.ts';

/** How an engine writes letters: `upper` and `lower` know no capitals of their own. */
export type WordCasing = 'upper' | 'lower' | 'mixed';

/** How the letters of a segment are to be spelled. */
export interface SpellOptions {
  /** `mixed` is left as it is. */
  readonly casing: WordCasing;
  /** BCP-47; decides on "I" and on the rules of upper and lower case. */
  readonly language: string;
  /** True when the first word begins a sentence. */
  readonly startsSentence: boolean;
}

const sentenceEnd = /[.?!…。！？।]["”’)\]]*$/u;
/** Ends in a full stop and ends no sentence. */
const abbreviation = /^(?:mr|mrs|ms|dr|st|vs|e\.g|i\.e|[a-z])\.$/iu;

/**
 * Spells an engine's words: lower case, a capital where a sentence begins, and what English always
 * writes with one. Nothing is made up: names stay in lower case.
 *
 * @returns as many words as were given.
 * @throws RangeError when the language is not a well-formed tag.
 */
export function spellWords(words: readonly string[], options: SpellOptions): readonly string[] {
  if (options.casing === 'mixed') return words;
  const { language } = options;
  const english = isEnglish(language);
  let isStart = options.startsSentence;
  return words.map((word) => {
    const lower = word.toLocaleLowerCase(language);
    const spelled = english ? withProperCapital(lower) : lower;
    const text = isStart ? capitalised(spelled, language) : spelled;
    if (/[\p{L}\p{N}]/u.test(word)) isStart = endsSentence(word);
    return text;
  });
}

/** Tells whether a sentence is over with a word, by the marks that it carries. */
export function endsSentence(word: string): boolean {
  return sentenceEnd.test(word) && !abbreviation.test(word);
}

function capitalised(word: string, language: string): string {
  // Marks before the first letter stay: “hello.
  const [, before = '', first = '', rest = ''] = /^([^\p{L}\p{N}]*)(.?)(.*)$/su.exec(word) ?? [];
  return before + first.toLocaleUpperCase(language) + rest;
}
