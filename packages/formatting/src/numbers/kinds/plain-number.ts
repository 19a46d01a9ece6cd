import { readNumeral } from '../read-numeral.ts';
import type { FindNumber, Scan } from '../scan.ts';
import { measures } from '../units.ts';
import { isStrongNumber, months, scales, units, wordSet } from '../vocabulary.ts';
import { amount } from './amount.ts';
import { keepWords } from './pieces.ts';

/** What is numbered: "page one". */
const numbered = wordSet(
  'number chapter page room gate line step version level phase season episode part section question option item verse ' +
    'volume day type grade platform channel track terminal exit route unit lesson round stage appendix figure table',
);
/** Before what is numbered these make "one" a pronoun: "the part one plays". */
const articles = wordSet('the a an any every each this that which what');
/** After "one" these show a pronoun: "question one must ask". */
const verbsOfOne = wordSet(
  'must can should would might could may will has takes plays makes wants feels sees thinks hopes finds expects reads asks',
);
/** After these "one" is a pronoun, whatever follows. */
const pronounIntroductions = wordSet('no the this that any every each another which only last next first some');
const parts = wordSet('half quarter');
const joints = wordSet('or to through plus minus times in');
const vague = wordSet('few several couple many some of');

/**
 * Any other number, from "two" up. "one", "zero" and "a hundred" alone are words more often than numbers, so
 * they change only where what is around them counts or measures.
 */
export const plainNumber: FindNumber = (scan, start) => {
  const first = scan.text(start);
  if (first === 'hundred' && vague.has(scan.previous(start))) {
    const numeral = readNumeral(scan, start);
    return numeral === undefined ? undefined : keepWords(numeral.end);
  }
  const numeral = readNumeral(scan, start);
  if (numeral === undefined) return undefined;
  const match = amount(scan, start);
  if (match === undefined) return undefined;
  const end = match.pieces.at(-1)?.end ?? start;
  if (first === 'a') return isVagueScale(scan, start, end) ? keepWords(end) : match;
  if ((first === 'one' || first === 'zero') && end === start + 1) return isCountingOne(scan, start) ? match : undefined;
  // "a day or two" is no count.
  if (first === 'two' && scan.previous(start) === 'or' && articles.has(scan.previous(start, 3))) return keepWords(end);
  return scan.text(end) === 'something' ? keepWords(end) : match;
};

/** "a hundred" and "a million" alone, and "a thousand million". */
function isVagueScale(scan: Scan, start: number, end: number): boolean {
  if (end === start + 2) return scan.text(end - 1) === 'hundred' || scales.has(scan.text(end - 1));
  return false;
}

function isCountingOne(scan: Scan, start: number): boolean {
  const before = scan.previous(start);
  if (isNumbered(scan, start, before) || (months.has(before) && before !== 'may' && before !== 'march')) return true;
  if (before === 'between' && scan.text(start + 1) === 'and') return true;
  if (before === 'and' && scan.previous(start, 3) === 'between') return true;
  if (countsBefore(scan, start, before)) return true;
  if (pronounIntroductions.has(before)) return false;
  return countsAfter(scan, start);
}

function isNumbered(scan: Scan, start: number, before: string): boolean {
  if (!numbered.has(before) || verbsOfOne.has(scan.text(start + 1))) return false;
  return before === 'number' || !articles.has(scan.previous(start, 2));
}

/** "ten to one", "half past one", "five plus one". */
function countsBefore(scan: Scan, start: number, before: string): boolean {
  const further = scan.previous(start, 2);
  if (before === 'plus' || before === 'minus' || before === 'times') return units.has(further);
  if ((before === 'past' || before === 'to') && (further === 'half' || further === 'quarter')) return true;
  if (before === 'past' || before === 'or' || joints.has(before)) {
    return before !== 'in' && (isStrongNumber(further) || further === 'zero');
  }
  return false;
}

function countsAfter(scan: Scan, start: number): boolean {
  const next = scan.text(start + 1);
  if (measures.has(next) || next === "o'clock" || next === 'o’clock') return true;
  if (scan.text(start) === 'zero' && (next === 'degrees' || next === 'percent')) return true;
  if (next === 'plus' || next === 'minus' || next === 'times') return units.has(scan.text(start + 2));
  if (joints.has(next)) return isStrongNumber(scan.text(start + 2));
  if (next === 'out') return scan.text(start + 2) === 'of' && isStrongNumber(scan.text(start + 3));
  if (next === 'hour' || next === 'minute') {
    return isStrongNumber(scan.text(scan.text(start + 2) === 'and' ? start + 3 : start + 2));
  }
  return next === 'and' && scan.text(start + 2) === 'a' && parts.has(scan.text(start + 3));
}
