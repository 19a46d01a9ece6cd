import { readBelowHundred } from '../read-cardinal.ts';
import { readOrdinal } from '../read-ordinal.ts';
import type { FindNumber, Scan } from '../scan.ts';
import { isCounted } from '../units.ts';
import { months, tens, teens, wordSet } from '../vocabulary.ts';
import { ordinalText } from '../write-number.ts';

/** Months that are verbs, too. */
const verbs = wordSet('may march');
const introductions = wordSet('on of by until till since from the through before after this last next');
/** After an ordinal these make a verb of the month: "may third parties". */
const counted = wordSet('party parties person world');
const lastDay = 31;

/** A day after its month, "january fifth" -> "January 5th", or before it, "fifth of may" -> "5th of May". */
export const date: FindNumber = (scan, start) => {
  const first = scan.text(start);
  return months.has(first) ? dayAfterMonth(scan, start, first) : dayBeforeMonth(scan, start);
};

function dayAfterMonth(scan: Scan, start: number, month: string): ReturnType<FindNumber> {
  const hasArticle = scan.text(start + 1) === 'the';
  const dayAt = hasArticle ? start + 2 : start + 1;
  const ordinal = readOrdinal(scan, dayAt);
  const name = { text: capitalised(month), end: start + 1 };
  const before = hasArticle ? [name, { end: dayAt }] : [name];
  if (ordinal !== undefined && ordinal.value <= lastDay) {
    if (verbs.has(month) && !isDayOfVerb(scan, start, ordinal)) return undefined;
    return { pieces: [...before, { text: ordinalText(ordinal.value), end: ordinal.end }], kind: 'day' };
  }
  if (hasArticle || verbs.has(month)) return undefined;
  const day = readBelowHundred(scan, dayAt);
  if (day === undefined || day.value > lastDay || isYear(scan, dayAt, day.end)) return undefined;
  return isCounted(scan.text(day.end))
    ? undefined
    : { pieces: [name, { text: String(day.value), end: day.end }], kind: 'day' };
}

function isDayOfVerb(scan: Scan, start: number, ordinal: { readonly value: number; readonly end: number }): boolean {
  if (introductions.has(scan.previous(start))) return true;
  return ordinal.value > 2 && scan.text(start + 1) !== 'the' && !counted.has(scan.text(ordinal.end));
}

/** "january nineteen eighty four" has no day. */
function isYear(scan: Scan, dayAt: number, end: number): boolean {
  const isCentury = end === dayAt + 1 && (teens.has(scan.text(dayAt)) || scan.text(dayAt) === 'twenty');
  const rest = isCentury ? readBelowHundred(scan, end) : undefined;
  // "january twenty twenty twenty six": the day, then a year.
  return rest !== undefined && rest.value >= 10 && !tens.has(scan.text(rest.end)) && !teens.has(scan.text(rest.end));
}

function dayBeforeMonth(scan: Scan, start: number): ReturnType<FindNumber> {
  const ordinal = readOrdinal(scan, start);
  if (ordinal === undefined || ordinal.value > lastDay || scan.text(ordinal.end) !== 'of') return undefined;
  const month = scan.text(ordinal.end + 1);
  if (!months.has(month)) return undefined;
  return {
    pieces: [
      { text: ordinalText(ordinal.value), end: ordinal.end },
      { end: ordinal.end + 1 },
      { text: capitalised(month), end: ordinal.end + 2 },
    ],
    kind: 'day',
  };
}

function capitalised(month: string): string {
  return month.slice(0, 1).toUpperCase() + month.slice(1);
}
