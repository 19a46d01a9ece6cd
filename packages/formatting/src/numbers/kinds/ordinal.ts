import { readOrdinal } from '../read-ordinal.ts';
import type { FindNumber, Scan } from '../scan.ts';
import { scaleOrdinals, wordSet } from '../vocabulary.ts';
import { ordinalText } from '../write-number.ts';
import { keepWords, oneWord } from './pieces.ts';

const fractionIntroductions = wordSet('a an one');
/** What lasts a number of seconds: "the twenty second delay". */
const lasting = wordSet(
  'delay clip video pause timer break ad advert spot window mark countdown interval limit lead timeout silence sprint rule',
);

/**
 * An ordinal from "tenth" up: "twenty first" -> "21st". "first" to "ninth" stay words, as ordinary
 * style has them; so do "a tenth" and "one hundredth", which are fractions.
 */
export const ordinal: FindNumber = (scan, start) => {
  const found = readOrdinal(scan, start);
  if (found === undefined || found.value < 10) return undefined;
  const { value, end } = found;
  if (end === start + 1 && fractionIntroductions.has(scan.previous(start))) return undefined;
  if (isFractionOfOne(scan, start, end)) return keepWords(end);
  if (scan.text(end - 1) === 'second' && !isSecond(scan, start, end)) return undefined;
  return oneWord(ordinalText(value), end);
};

function isFractionOfOne(scan: Scan, start: number, end: number): boolean {
  const isOne = scan.text(start) === 'one' || scan.text(start) === 'a';
  if (!isOne || end !== start + 2 || !scaleOrdinals.has(scan.text(start + 1))) return false;
  // "the one hundredth day", but "the one hundredth of a second".
  return scan.previous(start) !== 'the' || scan.text(end) === 'of';
}

const placed = wordSet('century street avenue floor birthday anniversary president edition annual congress');

/** "twenty second" is a place in a row after "the" and before "street", else a time. */
function isSecond(scan: Scan, start: number, end: number): boolean {
  if (placed.has(scan.text(end))) return true;
  return scan.previous(start) === 'the' && !lasting.has(scan.text(end));
}
