import { atomsOf } from '../atoms.ts';
import { readNumeral } from '../read-numeral.ts';
import { type FindNumber, Scan } from '../scan.ts';
import { isCounted } from '../units.ts';
import { isNumberPart } from '../vocabulary.ts';
import { oneWord } from './pieces.ts';

/** A number that a hyphen joins to what it counts: "five-minute" -> "5-minute", "twenty-year-old". */
export const hyphenated: FindNumber = (scan, start) => {
  const word = scan.text(start);
  if (!word.includes('-')) return undefined;
  const parts = word.split('-');
  const length = parts.findIndex((part) => !isNumberPart(part));
  const rest = parts.slice(length);
  if (length < 1 || !isCounted(rest[0] ?? '')) return undefined;
  const inner = new Scan(atomsOf(parts.slice(0, length), false));
  inner.begin(0);
  const numeral = readNumeral(inner, 0);
  if (numeral?.end !== length) return undefined;
  return oneWord([numeral.text, ...rest].join('-'), start + 1);
};
