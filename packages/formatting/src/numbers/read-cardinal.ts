import type { Scan } from './scan.ts';
import { digits, scales, teens, tens, units } from './vocabulary.ts';

/** A whole number that was read. */
export interface Cardinal {
  readonly value: number;
  /** Index of the atom after its last one. */
  readonly end: number;
  /** Of "five million": what is before the last word, where that is the only scale and nothing follows it. */
  readonly millions?: { readonly count: number; readonly end: number };
}

/** Reads one .. ninety nine. */
export function readBelowHundred(scan: Scan, start: number): Cardinal | undefined {
  const first = scan.text(start);
  const small = units.get(first) ?? teens.get(first);
  if (small !== undefined) return { value: small, end: start + 1 };
  const ten = tens.get(first);
  if (ten === undefined) return undefined;
  const unit = units.get(scan.text(start + 1));
  if (unit === undefined || isDigitRun(scan, start + 1)) return { value: ten, end: start + 1 };
  return { value: ten + unit, end: start + 2 };
}

/**
 * Reads a whole number: "twenty three", "a hundred and five", "two thousand and six", "one million two
 * hundred thousand". "a" is a one before a scale only.
 */
export function readCardinal(scan: Scan, start: number): Cardinal | undefined {
  // "between one hundred and five": the "and" joins two numbers.
  const mayUseAnd = scan.previous(start) !== 'between';
  let group = readFirstGroup(scan, start, mayUseAnd);
  let total = 0;
  let end = start;
  let limit = Infinity;
  let millions: Cardinal['millions'];
  while (group !== undefined) {
    const scale = scaleAt(scan, group.end);
    if (scale === undefined) return { value: total + group.value, end: group.end };
    if (scale >= limit) break;
    millions = limit === Infinity && scale >= 1e6 ? { count: group.value, end: group.end } : undefined;
    total += group.value * scale;
    end = group.end + 1;
    limit = scale;
    group = readNextGroup(scan, end, mayUseAnd);
  }
  if (end === start) return undefined;
  return millions === undefined ? { value: total, end } : { value: total, end, millions };
}

function readFirstGroup(scan: Scan, start: number, mayUseAnd: boolean): Cardinal | undefined {
  const first = scan.text(start);
  if (first === 'a') {
    const one = { value: 1, end: start + 1 };
    if (scan.text(start + 1) === 'hundred') return withHundreds(scan, one, mayUseAnd);
    return scales.has(scan.text(start + 1)) ? one : undefined;
  }
  if (first === 'hundred') {
    const hasRest = scan.text(start + 1) === 'and' && readBelowHundred(scan, start + 2) !== undefined;
    return hasRest ? withHundreds(scan, { value: 1, end: start }, mayUseAnd) : undefined;
  }
  return readHundreds(scan, start, mayUseAnd);
}

function readNextGroup(scan: Scan, start: number, mayUseAnd: boolean): Cardinal | undefined {
  const hasAnd = scan.text(start) === 'and';
  if (hasAnd && !mayUseAnd) return undefined;
  const from = hasAnd ? start + 1 : start;
  if (isDigitRun(scan, from)) return undefined;
  if (!hasAnd) {
    const group = readHundreds(scan, from, mayUseAnd);
    return group !== undefined && group.value < 1000 ? group : undefined;
  }
  const group = readBelowHundred(scan, from);
  if (group === undefined) return undefined;
  // "one million and two hundred": two numbers as likely as one.
  return scan.text(group.end) === 'hundred' || scales.has(scan.text(group.end)) ? undefined : group;
}

function readHundreds(scan: Scan, start: number, mayUseAnd: boolean): Cardinal | undefined {
  const head = readBelowHundred(scan, start);
  return head === undefined ? undefined : withHundreds(scan, head, mayUseAnd);
}

function withHundreds(scan: Scan, head: Cardinal, mayUseAnd: boolean): Cardinal {
  if (scan.text(head.end) !== 'hundred') return head;
  const hundreds = { value: head.value * 100, end: head.end + 1 };
  const hasAnd = scan.text(hundreds.end) === 'and';
  if (hasAnd && !mayUseAnd) return hundreds;
  const from = hasAnd ? hundreds.end + 1 : hundreds.end;
  if (isDigitRun(scan, from)) return hundreds;
  const rest = readBelowHundred(scan, from);
  if (rest === undefined || scan.text(rest.end) === 'hundred') return hundreds;
  return { value: hundreds.value + rest.value, end: rest.end };
}

function scaleAt(scan: Scan, index: number): number | undefined {
  return scales.get(scan.text(index));
}

/** Three single digits in a row are read out one by one, whatever stands before them. */
function isDigitRun(scan: Scan, start: number): boolean {
  for (let index = start; index < start + 3; index += 1) {
    if (!digits.has(scan.text(index)) || !scan.isWordStart(index)) return false;
  }
  return true;
}
