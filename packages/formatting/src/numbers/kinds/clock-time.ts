import { readBelowHundred } from '../read-cardinal.ts';
import type { FindNumber, Match, Scan } from '../scan.ts';
import { isCounted } from '../units.ts';
import { scaleOrdinals, teens, units, wordSet } from '../vocabulary.ts';
import { twoDigits } from '../write-number.ts';
import { oneWord } from './pieces.ts';

const introductions = wordSet('at by until till before after since from around');
const joints = wordSet('to and or until till through');
const partsOfDay = wordSet('morning afternoon evening');
/** After "am" these make a verb of it. */
const afterVerb = wordSet('i not');
const days = wordSet('tonight tomorrow today sharp');

/** An hour with minutes, or with "a m" or "p m". */
export const clockTime: FindNumber = (scan, start) => {
  const hour = hourAt(scan, start);
  if (hour === undefined) return undefined;
  const minutes = minutesAt(scan, start + 1);
  const end = minutes?.end ?? start + 1;
  const isTwelveHours = hour <= 12;
  const text = minutes === undefined ? String(hour) : `${hour}:${twoDigits(minutes.value)}`;
  const meridiem = isTwelveHours ? meridiemAt(scan, end) : undefined;
  if (meridiem !== undefined) {
    return { pieces: [{ text, end }, ...meridiem.pieces], kind: 'time' };
  }
  if (minutes === undefined) return militaryHours(scan, start, hour);
  const isTold = isTwelveHours
    ? isIntroduced(scan, start) || isFollowedByDay(scan, end)
    : scan.previous(start) === 'at' && scan.text(start + 1) !== 'oh';
  return isTold && !goesOn(scan, end) ? oneWord(text, end, 'time') : undefined;
};

/** One atom, 1 .. 19, or "twenty" with what follows up to 23 being read by others. */
function hourAt(scan: Scan, index: number): number | undefined {
  const word = scan.text(index);
  return units.get(word) ?? teens.get(word);
}

function minutesAt(scan: Scan, index: number): { readonly value: number; readonly end: number } | undefined {
  if (scan.text(index) === 'oh' || scan.text(index) === 'o') {
    const unit = units.get(scan.text(index + 1));
    return unit === undefined ? undefined : { value: unit, end: index + 2 };
  }
  const minutes = readBelowHundred(scan, index);
  return minutes !== undefined && minutes.value >= 10 && minutes.value < 60 ? minutes : undefined;
}

/** "p m" becomes "PM"; what a model wrote with marks stays. */
function meridiemAt(scan: Scan, index: number): Pick<Match, 'pieces'> | undefined {
  const word = scan.text(index);
  if (word === 'a.m' || word === 'p.m') return { pieces: [{ end: index + 1 }] };
  const isSplit = (word === 'a' || word === 'p') && scan.text(index + 1) === 'm';
  if (!isSplit && word !== 'am' && word !== 'pm') return undefined;
  const end = isSplit ? index + 2 : index + 1;
  // "which three am I", "I for one am glad"
  if (word === 'am' && afterVerb.has(scan.text(end))) return undefined;
  if (word === 'am' && scan.text(index - 1) === 'one' && !introductions.has(scan.previous(index - 1))) return undefined;
  return { pieces: [{ text: word.startsWith('a') ? 'AM' : 'PM', end }] };
}

/** "fifteen hundred hours" -> "1500 hours". */
function militaryHours(scan: Scan, start: number, hour: number): Match | undefined {
  if (hour < 10 || scan.text(start + 1) !== 'hundred' || scan.text(start + 2) !== 'hours') return undefined;
  return oneWord(`${hour}00`, start + 2);
}

function isIntroduced(scan: Scan, start: number): boolean {
  const before = scan.previous(start);
  return introductions.has(before) || (joints.has(before) && scan.isAfter('time', start - 1));
}

function isFollowedByDay(scan: Scan, end: number): boolean {
  const next = scan.text(end);
  if (next === 'in') return scan.text(end + 1) === 'the' && partsOfDay.has(scan.text(end + 2));
  return days.has(next) || (next === 'at' && scan.text(end + 1) === 'night');
}

/** What follows makes another number of it: "at five twenty dollars", "at nine oh two one". */
function goesOn(scan: Scan, end: number): boolean {
  const next = scan.text(end);
  if (isCounted(next) || next === 'point' || scaleOrdinals.has(next)) return true;
  return readBelowHundred(scan, end) !== undefined || next === 'oh' || next === 'zero';
}
