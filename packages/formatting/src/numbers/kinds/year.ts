import { readBelowHundred } from '../read-cardinal.ts';
import type { FindNumber, Scan } from '../scan.ts';
import { isCounted } from '../units.ts';
import { decades, months, ordinalUnits, teens, tens, units, wordSet } from '../vocabulary.ts';
import { twoDigits } from '../write-number.ts';
import { keepWords, oneWord } from './pieces.ts';

const introductions = wordSet('in since year by until till before after from circa of during through');

/** A year said as two pairs, "nineteen eighty four" -> "1984", or its decade, "the nineteen eighties". */
export const year: FindNumber = (scan, start) => {
  const century = centuryAt(scan, start);
  if (century === undefined) return twoThousands(scan, start);
  const next = scan.text(start + 1);
  const decade = next === 'hundreds' ? 0 : decades.get(next);
  if (decade !== undefined && century > 12) return oneWord(`${century}${twoDigits(decade)}s`, start + 2);
  const rest = restAt(scan, start + 1);
  if (rest === undefined || goesOn(scan, rest.end)) return undefined;
  const isTold = introductions.has(scan.previous(start)) || isAfterDate(scan, start);
  if (!isTold && century <= 12) return next === 'oh' ? keepWords(rest.end) : undefined;
  if (!isTold && isApproximate(century, rest.value) && next !== 'oh') return undefined;
  return oneWord(`${century}${twoDigits(rest.value)}`, rest.end);
};

function twoThousands(scan: Scan, start: number): ReturnType<FindNumber> {
  const isSaid = scan.text(start) === 'two' && scan.text(start + 1) === 'thousands';
  return isSaid ? oneWord('2000s', start + 2) : undefined;
}

function centuryAt(scan: Scan, start: number): number | undefined {
  const word = scan.text(start);
  return teens.get(word) ?? (word === 'twenty' ? 20 : undefined);
}

function restAt(scan: Scan, start: number): { readonly value: number; readonly end: number } | undefined {
  if (scan.text(start) === 'oh' || scan.text(start) === 'o') {
    const unit = units.get(scan.text(start + 1));
    return unit === undefined ? undefined : { value: unit, end: start + 2 };
  }
  const rest = readBelowHundred(scan, start);
  return rest !== undefined && rest.value >= 10 ? rest : undefined;
}

function isAfterDate(scan: Scan, start: number): boolean {
  return scan.isAfter('day', start) || months.has(scan.previous(start));
}

/** "ten fifteen", "twenty thirty", "thirteen fourteen": guesses at a number, and not years. */
function isApproximate(first: number, second: number): boolean {
  return [1, 5, 10].includes(second - first);
}

function goesOn(scan: Scan, end: number): boolean {
  const next = scan.text(end);
  if (isCounted(next) || next === 'point') return true;
  if (tens.has(scan.text(end - 1)) && ordinalUnits.has(next)) return true;
  return tens.has(next) || teens.has(next);
}
