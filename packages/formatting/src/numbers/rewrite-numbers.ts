import { atomsOf } from './atoms.ts';
import { clockTime } from './kinds/clock-time.ts';
import { date } from './kinds/date.ts';
import { digitRun } from './kinds/digit-run.ts';
import { fixedPhrase } from './kinds/fixed-phrase.ts';
import { fraction } from './kinds/fraction.ts';
import { hundredPair } from './kinds/hundred-pair.ts';
import { hyphenated } from './kinds/hyphenated.ts';
import { negative } from './kinds/negative.ts';
import { ordinal } from './kinds/ordinal.ts';
import { plainNumber } from './kinds/plain-number.ts';
import { year } from './kinds/year.ts';
import { type FindNumber, type Match, Scan } from './scan.ts';

/** In this order; the first that finds something decides. */
const kinds: readonly FindNumber[] = [
  fixedPhrase,
  negative,
  date,
  clockTime,
  digitRun,
  year,
  hundredPair,
  ordinal,
  fraction,
  plainNumber,
  hyphenated,
];

/** A word of the output, and the words that it stands for. */
export interface WordRange {
  readonly text: string;
  /** Index of its first word. */
  readonly from: number;
  /** Index of the word after its last one. */
  readonly to: number;
  /** How many of the first words decide on it; one more than there are when a next word still can. */
  readonly dependsOn: number;
}

/**
 * Writes English number words in digits.
 *
 * @param words - spelled, without spaces.
 * @param keepsNames - true where a capital inside a sentence marks a name, which stays as it is.
 * @returns words of which each stands for one or more of the given ones, in order, all of them.
 */
export function rewriteNumbers(words: readonly string[], keepsNames: boolean): readonly WordRange[] {
  const atoms = atomsOf(words, keepsNames);
  const scan = new Scan(atoms);
  const ranges: WordRange[] = [];
  let index = 0;
  while (index < atoms.length) {
    scan.begin(index);
    // Whatever it is, it depends on its own word.
    const first = scan.at(index);
    const match = first?.text === '' ? undefined : findNumber(scan, index);
    if (match === undefined) {
      const word = first?.word ?? 0;
      ranges.push({ text: words[word] ?? '', from: word, to: word + 1, dependsOn: scan.wordsSeen });
      index = wordEnd(scan, index);
    } else {
      scan.found(match);
      ranges.push(...rangesOf(match, { words, scan, start: index }));
      index = match.pieces.at(-1)?.end ?? index + 1;
    }
  }
  return ranges;
}

function findNumber(scan: Scan, start: number): Match | undefined {
  for (const find of kinds) {
    const match = find(scan, start);
    // A number that ends inside a word is none: "twenty-somethings".
    if (match?.pieces.every(({ end }) => scan.isWordStart(end)) === true) return match;
  }
  return undefined;
}

interface Source {
  readonly words: readonly string[];
  readonly scan: Scan;
  readonly start: number;
}

function rangesOf(match: Match, { words, scan, start }: Source): readonly WordRange[] {
  const dependsOn = scan.wordsSeen;
  let from = start;
  return match.pieces.flatMap(({ text, end }) => {
    const first = scan.at(from);
    const last = scan.at(end - 1);
    from = end;
    if (first === undefined || last === undefined) return [];
    const to = last.word + 1;
    if (text !== undefined) return [{ text: first.before + text + last.after, from: first.word, to, dependsOn }];
    return words
      .slice(first.word, to)
      .map((word, at) => ({ text: word, from: first.word + at, to: first.word + at + 1, dependsOn }));
  });
}

function wordEnd(scan: Scan, start: number): number {
  let end = start + 1;
  while (!scan.isWordStart(end)) end += 1;
  return end;
}
