import type { FindNumber } from '../scan.ts';
import { measures } from '../units.ts';
import { units, wordSet } from '../vocabulary.ts';
import { oneWord } from './pieces.ts';

const plural: ReadonlyMap<string, number> = new Map([
  ['thirds', 3],
  ['quarters', 4],
  ['fourths', 4],
  ['fifths', 5],
  ['sixths', 6],
  ['sevenths', 7],
  ['eighths', 8],
  ['ninths', 9],
  ['tenths', 10],
]);
const singular: ReadonlyMap<string, number> = new Map([
  ['third', 3],
  ['quarter', 4],
  ['fourth', 4],
  ['fifth', 5],
  ['sixth', 6],
  ['seventh', 7],
  ['eighth', 8],
  ['ninth', 9],
  ['tenth', 10],
]);
/** After these "one third" cannot be the beginning of "one third party". */
const notCounted = wordSet('of and more less as or to than in');

/** "two thirds" -> "2/3", "one third of" -> "1/3 of". "half" and "quarter" alone stay words. */
export const fraction: FindNumber = (scan, start) => {
  const count = units.get(scan.text(start));
  if (count === undefined) return undefined;
  const word = scan.text(start + 1);
  const end = start + 2;
  if (count > 1) {
    const parts = plural.get(word);
    if (parts === undefined || (word === 'quarters' && scan.text(end) !== 'of')) return undefined;
    return oneWord(`${count}/${parts}`, end);
  }
  if (word === 'half') return measures.has(scan.text(end)) ? oneWord('1/2', end) : undefined;
  const parts = singular.get(word);
  if (parts === undefined) return undefined;
  const next = scan.text(end);
  const isFraction = word === 'quarter' ? next === 'of' : next === '' || notCounted.has(next);
  return isFraction ? oneWord(`1/${parts}`, end) : undefined;
};
