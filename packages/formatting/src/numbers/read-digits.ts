import type { Scan } from './scan.ts';
import { digits, wordSet } from './vocabulary.ts';

/** What is said after the exclamation "oh", which then is no zero. */
const afterExclamation = wordSet(
  'my no yes well god dear so wait right yeah boy man please come i you we he she it they and that this what sorry okay',
);

const multipliers = wordSet('hundred thousand million');

/** How digits are read. */
export interface ReadDigitsOptions {
  readonly minimum: number;
  readonly isDecimal: boolean;
}

/** Digits that were read out one by one. */
export interface SpokenDigits {
  readonly text: string;
  /** Index of the atom after its last one. */
  readonly end: number;
}

/**
 * Reads digits said one by one, "double" and "triple" among them: "nine oh two one oh", "seven double
 * four". An "oh" at the end counts only after another zero, and not where an exclamation begins.
 *
 * @param options - `minimum`: fewer digits are none, integer, >= 1; `isDecimal`: they follow a point, so that
 *   a scale after them belongs to all of them.
 */
export function readDigits(scan: Scan, start: number, options: ReadDigitsOptions): SpokenDigits | undefined {
  const items: string[] = [];
  let end = start;
  const ends: number[] = [];
  for (;;) {
    const item = readItem(scan, end, items.length > 0);
    if (item === undefined) break;
    items.push(item.text);
    end = item.end;
    ends.push(end);
  }
  const dropLast = (): void => {
    items.pop();
    ends.pop();
    end = ends.at(-1) ?? start;
  };
  while (items.length > 0 && isOh(scan.text(end - 1)) && !(options.isDecimal || hasZero(items))) dropLast();
  while (items.length > 0 && isOh(scan.text(end - 1)) && afterExclamation.has(scan.text(end))) dropLast();
  // "one eight hundred": the last digit begins another number.
  if (items.length > 0 && !options.isDecimal && multipliers.has(scan.text(end))) dropLast();
  const text = items.join('');
  return text.length < options.minimum ? undefined : { text, end };
}

function readItem(scan: Scan, index: number, isInside: boolean): SpokenDigits | undefined {
  const word = scan.text(index);
  const digit = digits.get(word);
  if (digit !== undefined) return { text: String(digit), end: index + 1 };
  const times = word === 'double' ? 2 : word === 'triple' ? 3 : 0;
  const repeated = isInside && times > 0 ? digits.get(scan.text(index + 1)) : undefined;
  return repeated === undefined ? undefined : { text: String(repeated).repeat(times), end: index + 2 };
}

function hasZero(items: readonly string[]): boolean {
  return items.slice(0, -1).some((item) => item.includes('0'));
}

function isOh(word: string): boolean {
  return word === 'oh' || word === 'o';
}
