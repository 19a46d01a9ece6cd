import { readBelowHundred, readCardinal } from './read-cardinal.ts';
import { readDigits } from './read-digits.ts';
import type { Scan } from './scan.ts';
import { months, scales, wordSet } from './vocabulary.ts';
import { withSeparators } from './write-number.ts';

/** A number as it is written, without what it counts. */
export interface Numeral {
  readonly text: string;
  /** Index of the atom after what the text stands for. */
  readonly end: number;
  /** A scale that stays a word, "5 million", is the atom at `end`. */
  readonly hasScale: boolean;
  /** Absent for decimals. */
  readonly value?: number;
}

const yearIntroductions = wordSet('in since year circa');

/** Reads a whole number, a decimal ("three point five") or a version ("one point two point three"). */
export function readNumeral(scan: Scan, start: number): Numeral | undefined {
  const first = scan.text(start);
  if (first === 'zero' || first === 'oh') {
    const decimal = withDecimals(scan, start + 1, '0');
    if (decimal !== undefined) return decimal;
    return first === 'oh' ? undefined : { text: '0', end: start + 1, hasScale: false, value: 0 };
  }
  const cardinal = readCardinal(scan, start);
  if (cardinal === undefined) return undefined;
  const { value, end, millions } = cardinal;
  if (millions !== undefined) return { text: withSeparators(millions.count), end: millions.end, hasScale: true, value };
  const text = isYear(scan, start, cardinal.value) ? String(value) : withSeparators(value);
  return withDecimals(scan, end, text) ?? { text, end, hasScale: false, value };
}

/**
 * Reads "point five" after a number, and again for a version or an address.
 *
 * @param whole - what stands before the point.
 */
export function withDecimals(scan: Scan, pointAt: number, whole: string): Numeral | undefined {
  let text = whole;
  let end = pointAt;
  while (scan.text(end) === 'point' || scan.text(end) === 'dot') {
    const decimals = readDecimals(scan, end + 1);
    if (decimals === undefined) break;
    text += `.${decimals.text}`;
    end = decimals.end;
  }
  if (end === pointAt) return undefined;
  return { text, end, hasScale: scan.text(end) === 'hundred' || scales.has(scan.text(end)) };
}

function readDecimals(scan: Scan, start: number): { readonly text: string; readonly end: number } | undefined {
  const digits = readDigits(scan, start, { minimum: 1, isDecimal: true });
  if (digits !== undefined) return digits;
  // "two point five million": the scale is not of the five alone.
  const one = readBelowHundred(scan, start);
  return one === undefined ? undefined : { text: String(one.value), end: one.end };
}

/** A number of four digits that is written without a comma, being a year or looking like one. */
function isYear(scan: Scan, start: number, value: number): boolean {
  if (value > 2000 && value < 2100) return true;
  if (value < 1000 || value > 2000) return false;
  const previous = scan.previous(start);
  // "in a thousand" is no year, "in nineteen hundred" is.
  const isHundreds = scan.text(start + 1) === 'hundred' && scan.text(start) !== 'a';
  return previous === 'year' || months.has(previous) || scan.isAfter('day', start)
    ? true
    : isHundreds && yearIntroductions.has(previous);
}
