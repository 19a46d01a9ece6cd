import { readBelowHundred } from '../read-cardinal.ts';
import type { FindNumber } from '../scan.ts';
import { isCounted } from '../units.ts';
import { ordinalUnits, tens, units } from '../vocabulary.ts';
import { oneWord } from './pieces.ts';

/** Less can be minutes: "seven forty seven". */
const minimumRest = 60;

/** A hundred said without its word, "three sixty" -> "360", where it cannot be a time of day. */
export const hundredPair: FindNumber = (scan, start) => {
  const hundreds = units.get(scan.text(start));
  if (hundreds === undefined || !tens.has(scan.text(start + 1))) return undefined;
  const rest = readBelowHundred(scan, start + 1);
  if (rest === undefined || rest.value < minimumRest) return undefined;
  const next = scan.text(rest.end);
  if (next === 'point' || ordinalUnits.has(next) || (isCounted(next) && next !== 'degrees')) return undefined;
  return readBelowHundred(scan, rest.end) === undefined
    ? oneWord(String(hundreds * 100 + rest.value), rest.end)
    : undefined;
};
