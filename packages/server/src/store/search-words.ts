/** Writing without spaces between words: each character stands for itself there. */
const unspaced =
  /([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])/gu;
/** Accents of Latin, Greek and Cyrillic letters, and the points of Hebrew and Arabic, which are often left out. */
const accents = /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]/g;
const apostrophes = /['\u2019\u02bc]/g;
const noWord = /[^\p{L}\p{N}\p{M}]+/gu;

/** Chosen: longer than anybody types, short enough to compare with all that was ever said. */
export const searchLimits = { maxCharacters: 200, maxWords: 10 } as const;

/**
 * A text as it is searched: its words with a space before and after each, without case and accents.
 *
 * @returns `' '` for a text without words.
 */
export function searchableWords(text: string): string {
  const folded = text
    .normalize('NFKD')
    .replace(accents, '')
    .replace(apostrophes, '')
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .replace(unspaced, ' $1 ')
    .replace(noWord, ' ');
  return ` ${folded.trim()} `.replace(/^ {2}$/, ' ');
}

/**
 * What has to be in {@link searchableWords} of a text that a search finds: each word that was typed, the last one as a
 * beginning.
 *
 * @returns empty when there is no word in it.
 */
export function searchedParts(typed: string): readonly string[] {
  const words = typed
    .split(/\s+/u)
    .map((word) => searchableWords(word))
    .filter((word) => word !== ' ');
  return words.map((word, index) => (index === words.length - 1 ? word.slice(0, -1) : word));
}

/** Whether a text has all the parts. */
export function hasParts(words: string, parts: readonly string[]): boolean {
  return parts.every((part) => words.includes(part));
}
