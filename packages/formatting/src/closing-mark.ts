import { isQuestion } from './english/is-question.ts';
import { isEnglish } from './is-english.ts';

/** The full stop of languages that have one of their own, and '' for those that write none. */
const ownMarks: Readonly<Record<string, string>> = {
  zh: '。',
  yue: '。',
  cmn: '。',
  ja: '。',
  hi: '।',
  bn: '।',
  as: '।',
  ne: '।',
  or: '।',
  pa: '।',
  sa: '।',
  mai: '।',
  ur: '۔',
  hy: '։',
  am: '።',
  ti: '።',
  km: '។',
  my: '။',
  bo: '།',
  th: '',
  lo: '',
  dz: '',
};

/** Scripts in which a sentence ends with the full stop, whatever the language. */
const dotted =
  /^[\p{N}\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Hangul}\p{Script=Georgian}\p{Script=Devanagari}\p{Script=Gujarati}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}]$/u;

/** What decides on the mark. */
export interface ClosingMarkOptions {
  /** BCP-47. */
  readonly language: string;
  /** True when the first word begins a sentence; else only its end can tell a question. */
  readonly startsSentence: boolean;
}

/**
 * The mark that ends a segment which has none: the language's full stop; in English a question mark
 * where the words ask.
 *
 * @param words - of the segment, without a mark at the end.
 * @returns '' when none fits: the last word ends in a mark or has no letter, or the script has none.
 */
export function closingMark(words: readonly string[], { language, startsSentence }: ClosingMarkOptions): string {
  const last = /[\p{L}\p{M}\p{N}](?=['’%°]?$)/u.exec(words.at(-1) ?? '')?.[0];
  if (last === undefined) return '';
  if (isEnglish(language) && isQuestion(words, startsSentence)) return '?';
  const own = ownMarks[language.toLowerCase().split('-')[0] ?? ''];
  if (own !== undefined) return own;
  // A vowel sign stands for the letter under it.
  const letter = /\P{M}(?=\p{M}*['’%°]?$)/u.exec(words.at(-1) ?? '')?.[0] ?? '';
  return dotted.test(letter) ? '.' : '';
}
