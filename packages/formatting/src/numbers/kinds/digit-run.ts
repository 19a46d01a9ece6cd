import { readDigits } from '../read-digits.ts';
import { withDecimals } from '../read-numeral.ts';
import type { FindNumber, Scan } from '../scan.ts';
import { digits, wordSet } from '../vocabulary.ts';
import { oneWord } from './pieces.ts';

const minimumDigits = 3;
/** After these even "one two three" is a code and not counting. */
const codeWords = wordSet(
  'number code pin zip extension room flight password dial call phone digits account id postcode is',
);
/** After these "one" is a pronoun. */
const pronounIntroductions = wordSet('no any every each this that another which');

/** Three or more digits said one by one: "nine oh two one oh" -> "90210". Counting stays apart: "1 2 3". */
export const digitRun: FindNumber = (scan, start) => {
  const first = scan.text(start);
  if (!digits.has(first)) return undefined;
  if (first === 'one' && pronounIntroductions.has(scan.previous(start))) return undefined;
  const isOh = first === 'oh' || first === 'o';
  const run = readDigits(scan, start, { minimum: isOh ? minimumDigits + 1 : minimumDigits, isDecimal: false });
  if (run === undefined || (isOh && realDigits(scan, start, run.end) < 2)) return undefined;
  if (isCounting(scan, start, run)) {
    return { pieces: Array.from(run.text, (text, index) => ({ text, end: start + index + 1 })) };
  }
  const decimal = withDecimals(scan, run.end, run.text);
  return decimal === undefined ? oneWord(run.text, run.end) : oneWord(decimal.text, decimal.end);
};

/** "oh oh oh" is no number, however long. */
function realDigits(scan: Scan, start: number, end: number): number {
  let count = 0;
  for (let index = start; index < end; index += 1) {
    const word = scan.text(index);
    if (word !== 'oh' && word !== 'o') count += 1;
  }
  return count;
}

function isCounting(scan: Scan, start: number, run: { readonly text: string; readonly end: number }): boolean {
  if (run.text.length !== run.end - start || codeWords.has(scan.previous(start))) return false;
  const values = Array.from(run.text, Number);
  const steps = values.slice(1).map((value, index) => value - (values[index] ?? 0));
  return steps.every((step) => step === 1) || steps.every((step) => step === -1);
}
