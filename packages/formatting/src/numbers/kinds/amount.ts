import { readBelowHundred } from '../read-cardinal.ts';
import { type Numeral, readNumeral } from '../read-numeral.ts';
import type { FindNumber, Match, Scan } from '../scan.ts';
import { wordSet } from '../vocabulary.ts';
import { twoDigits } from '../write-number.ts';
import { oneWord } from './pieces.ts';

interface Currency {
  readonly sign: string;
  /** The words of its hundredth, where it has one. */
  readonly cents: readonly string[];
}

const cents = ['cent', 'cents'];
const pence = ['pence', 'penny', 'p'];
/** What follows a price and is nothing that is counted. */
const afterPrices = wordSet('and or but for each a per please is was in at on to so if');
/** Not "pound", which is a weight as well, and not "won", which is a verb. */
const currencies: ReadonlyMap<string, Currency> = new Map([
  ['dollar', { sign: '$', cents }],
  ['dollars', { sign: '$', cents }],
  ['euro', { sign: '€', cents }],
  ['euros', { sign: '€', cents }],
  ['yen', { sign: '¥', cents: [] }],
  ['rupees', { sign: '₹', cents: [] }],
]);

/** A number with what is written at it: money, percent, a scale; or the number alone. */
export const amount: FindNumber = (scan, start) => {
  const numeral = readNumeral(scan, start);
  if (numeral === undefined) return undefined;
  return money(scan, numeral) ?? percent(scan, numeral) ?? plain(scan, start, numeral);
};

function money(scan: Scan, numeral: Numeral): Match | undefined {
  const afterNumber = numeral.hasScale ? numeral.end + 1 : numeral.end;
  const found = currencyAt(scan, afterNumber, numeral);
  if (found === undefined) return undefined;
  const { currency, end } = found;
  if (numeral.hasScale) {
    const scale = scan.text(numeral.end);
    return {
      pieces: [
        { text: currency.sign + numeral.text, end: numeral.end },
        { text: scale, end },
      ],
    };
  }
  const rest =
    numeral.value === undefined ? undefined : (readCents(scan, end, currency) ?? readBareCents(scan, end, currency));
  if (rest === undefined) return oneWord(currency.sign + numeral.text, end);
  return oneWord(`${currency.sign}${numeral.text}.${twoDigits(rest.value)}`, rest.end);
}

function currencyAt(
  scan: Scan,
  index: number,
  numeral: Numeral,
): { readonly currency: Currency; readonly end: number } | undefined {
  const word = scan.text(index);
  const currency = currencies.get(word);
  if (currency !== undefined) return { currency, end: index + 1 };
  if (word !== 'pound' && word !== 'pounds') return undefined;
  const pound = { sign: '£', cents: pence };
  if (scan.text(index + 1) === 'sterling') return { currency: pound, end: index + 2 };
  const hasPence = numeral.value !== undefined && readCents(scan, index + 1, pound) !== undefined;
  return hasPence ? { currency: pound, end: index + 1 } : undefined;
}

function readCents(
  scan: Scan,
  start: number,
  currency: Currency,
): { readonly value: number; readonly end: number } | undefined {
  if (currency.cents.length === 0) return undefined;
  const number = readBelowHundred(scan, scan.text(start) === 'and' ? start + 1 : start);
  if (number === undefined || !currency.cents.includes(scan.text(number.end))) return undefined;
  return { value: number.value, end: number.end + 1 };
}

/** "five dollars fifty", where nothing follows that the fifty could count. */
function readBareCents(
  scan: Scan,
  start: number,
  currency: Currency,
): { readonly value: number; readonly end: number } | undefined {
  const number = currency.cents.length === 0 ? undefined : readBelowHundred(scan, start);
  if (number === undefined || number.value < 10) return undefined;
  const next = scan.text(number.end);
  return next === '' || afterPrices.has(next) ? number : undefined;
}

function percent(scan: Scan, numeral: Numeral): Match | undefined {
  if (numeral.hasScale) return undefined;
  const word = scan.text(numeral.end);
  if (word === 'percent') return oneWord(`${numeral.text}%`, numeral.end + 1);
  const isTwoWords = word === 'per' && scan.text(numeral.end + 1) === 'cent';
  return isTwoWords ? oneWord(`${numeral.text}%`, numeral.end + 2) : undefined;
}

function plain(scan: Scan, start: number, numeral: Numeral): Match | undefined {
  const number = { text: signOfRange(scan, start, numeral) + numeral.text, end: numeral.end };
  return { pieces: numeral.hasScale ? [number, { end: numeral.end + 1 }] : [number] };
}

/** In "five to ten dollars" the five is money, too. */
function signOfRange(scan: Scan, start: number, numeral: Numeral): string {
  const joint = scan.text(numeral.end);
  const isRange = joint === 'to' || joint === 'or' || (joint === 'and' && scan.previous(start) === 'between');
  const upper = isRange && !numeral.hasScale ? readNumeral(scan, numeral.end + 1) : undefined;
  if (upper === undefined) return '';
  return currencyAt(scan, upper.hasScale ? upper.end + 1 : upper.end, upper)?.currency.sign ?? '';
}
