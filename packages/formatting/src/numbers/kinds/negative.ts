import type { FindNumber } from '../scan.ts';
import { digits, isStrongNumber, scales } from '../vocabulary.ts';
import { amount } from './amount.ts';
import { prefixed } from './pieces.ts';

/** "minus five" -> "-5"; not a subtraction and not "plus or minus". */
export const negative: FindNumber = (scan, start) => {
  const sign = scan.text(start);
  if (sign !== 'minus' && sign !== 'negative') return undefined;
  const before = scan.previous(start);
  const isBetweenNumbers =
    before === 'or' || digits.has(before) || isStrongNumber(before) || before === 'hundred' || scales.has(before);
  if (isBetweenNumbers || scan.text(start + 1) === 'a') return undefined;
  const found = amount(scan, start + 1);
  return found === undefined ? undefined : prefixed('-', found);
};
