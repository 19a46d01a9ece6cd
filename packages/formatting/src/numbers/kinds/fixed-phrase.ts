import type { FindNumber } from '../scan.ts';
import { isStrongNumber } from '../vocabulary.ts';
import { oneWord } from './pieces.ts';

const phrases: readonly (readonly [readonly string[], string])[] = [
  [['fifty', 'fifty'], '50-50'],
  [['twenty', 'four', 'seven'], '24/7'],
];

/** Numbers that are written in a way of their own: "fifty fifty" -> "50-50". */
export const fixedPhrase: FindNumber = (scan, start) => {
  for (const [words, text] of phrases) {
    const end = start + words.length;
    const isSaid = words.every((word, index) => scan.text(start + index) === word);
    if (isSaid && !isStrongNumber(scan.text(end))) return oneWord(text, end);
  }
  return undefined;
};
