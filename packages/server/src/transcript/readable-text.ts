import type { Casing } from '@steno/recognition';

const englishPronoun = /^i(?=$|['’])/;
const unspaced = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai}/u;

/**
 * Makes an engine's words readable: no all-capitals, the English "I", a capital at the start of a
 * segment. Words keep their number and order.
 *
 * @param words - as the engine spells them.
 * @param casing - how the engine writes letters; `mixed` is left as it is.
 * @param language - BCP-47; decides on "I" and on the rules of upper and lower case.
 * @returns as many words as were given.
 */
export function readableWords(words: readonly string[], casing: Casing, language: string): readonly string[] {
  if (casing === 'mixed') return words;
  const isEnglish = language === 'en' || language.startsWith('en-');
  return words.map((word, index) => {
    const lower = word.toLocaleLowerCase(language);
    const spelled = isEnglish ? lower.replace(englishPronoun, 'I') : lower;
    return index === 0 ? capitalised(spelled, language) : spelled;
  });
}

/**
 * Joins words into a text: with spaces, but none between characters of scripts that are written
 * without them.
 */
export function joinWords(words: readonly string[]): string {
  let text = '';
  for (const word of words) {
    const isTight = text === '' || (unspaced.test(text.slice(-1)) && unspaced.test(word.slice(0, 1)));
    text += isTight ? word : ` ${word}`;
  }
  return text;
}

function capitalised(word: string, language: string): string {
  const [first = '', ...rest] = word;
  return first.toLocaleUpperCase(language) + rest.join('');
}
