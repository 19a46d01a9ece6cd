import { type Cardinal, readCardinal } from './read-cardinal.ts';
import type { Scan } from './scan.ts';
import { ordinals, ordinalUnits, scaleOrdinals, scales, tens } from './vocabulary.ts';

/** An ordinal that was read: "twenty first", "one hundred and third", "two hundredth". */
export interface SpokenOrdinal {
  readonly value: number;
  /** Index of the atom after its last one. */
  readonly end: number;
}

/** Reads an ordinal, "first" too. */
export function readOrdinal(scan: Scan, start: number): SpokenOrdinal | undefined {
  const single = ordinals.get(scan.text(start));
  if (single !== undefined) return { value: single, end: start + 1 };
  const cardinal = readCardinal(scan, start);
  if (cardinal === undefined) return undefined;
  return afterTens(scan, cardinal) ?? afterScale(scan, cardinal) ?? asScale(scan, cardinal) ?? shorter(scan, start);
}

function afterTens(scan: Scan, { value, end }: Cardinal): SpokenOrdinal | undefined {
  if (!tens.has(scan.text(end - 1))) return undefined;
  const unit = ordinalUnits.get(scan.text(end));
  return unit === undefined ? undefined : { value: value + unit, end: end + 1 };
}

function afterScale(scan: Scan, { value, end }: Cardinal): SpokenOrdinal | undefined {
  const last = scan.text(end - 1);
  if (last !== 'hundred' && !scales.has(last)) return undefined;
  const from = scan.text(end) === 'and' ? end + 1 : end;
  const rest = ordinals.get(scan.text(from));
  return rest === undefined ? undefined : { value: value + rest, end: from + 1 };
}

function asScale(scan: Scan, { value, end }: Cardinal): SpokenOrdinal | undefined {
  const scale = scaleOrdinals.get(scan.text(end));
  return scale === undefined || value >= 1000 ? undefined : { value: value * scale, end: end + 1 };
}

/** "a hundredth": the article is a one before the cardinal scale only. */
function shorter(scan: Scan, start: number): SpokenOrdinal | undefined {
  const scale = scan.text(start) === 'a' ? scaleOrdinals.get(scan.text(start + 1)) : undefined;
  return scale === undefined ? undefined : { value: scale, end: start + 2 };
}
