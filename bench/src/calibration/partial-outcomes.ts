import { msToSamples } from '@steno/audio';
import type { Hypothesis } from '@steno/recognition';
import { normalisedWords } from '@steno/client/measure';
import type { Prediction } from './reliability.ts';

/** A partial or a final, in the order told. */
export interface ToldText {
  readonly hypothesis: Hypothesis;
  readonly isFinal: boolean;
  /** On finals: cut for its length, so that its last words may be in the next one. */
  readonly goesOn: boolean;
  /** How much audio was consumed, in samples; absent where it is not known. */
  readonly at?: number;
}

/** How still the partials of a recording held. */
export interface PartialOutcomes {
  /** For each partial with a stability: whether its final begins with its words. */
  readonly stability: readonly Prediction[];
  /** Words of partials told as stable, and those of them that are others in the final. */
  readonly stableWords: number;
  readonly changedStableWords: number;
  /** Words of all partials. */
  readonly shownWords: number;
  /** Words that are others, or gone, in the next partial or the final. */
  readonly changedWords: number;
  /** Words that were replaced, or gone, and came back within 200 ms of audio; NaN where positions are not known. */
  readonly jumps: number;
}

const jumpMs = 200;

/** Compares the partials of one recording with each other and with their finals. */
export function judgePartials(told: readonly ToldText[]): PartialOutcomes {
  const outcomes = told.flatMap(({ isFinal }, index) => {
    if (!isFinal) return [];
    const begin = told.findLastIndex((one, before) => before < index && one.isFinal) + 1;
    return [judgeSegment(told.slice(begin, index), finalWordsFrom(told, index))];
  });
  const sum = (pick: (one: PartialOutcomes) => number): number => outcomes.reduce((total, one) => total + pick(one), 0);
  return {
    stability: outcomes.flatMap(({ stability }) => stability),
    stableWords: sum((one) => one.stableWords),
    changedStableWords: sum((one) => one.changedStableWords),
    shownWords: sum((one) => one.shownWords),
    changedWords: sum((one) => one.changedWords),
    jumps: sum((one) => one.jumps),
  };
}

/** The words of a final; with those of the next ones where it was cut. */
function finalWordsFrom(told: readonly ToldText[], index: number): readonly string[] {
  const finals = told.slice(index).filter(({ isFinal }) => isFinal);
  const last = finals.findIndex(({ goesOn }) => !goesOn);
  return finals.slice(0, last === -1 ? finals.length : last + 1).flatMap(wordsOf);
}

function judgeSegment(partials: readonly ToldText[], final: readonly string[]): PartialOutcomes {
  const texts = partials.map(wordsOf);
  const differing = (words: readonly string[], later: readonly string[]): number =>
    words.filter((word, index) => word !== later[index]).length;
  const stable = partials.map(({ hypothesis }, index) => texts[index]?.slice(0, hypothesis.stableWords ?? 0) ?? []);
  return {
    stability: partials.flatMap(({ hypothesis: { stability } }, index) =>
      stability === undefined ? [] : [{ told: stability, cameTrue: differing(texts[index] ?? [], final) === 0 }],
    ),
    stableWords: stable.reduce((sum, words) => sum + words.length, 0),
    changedStableWords: stable.reduce((sum, words) => sum + differing(words, final), 0),
    shownWords: texts.reduce((sum, words) => sum + words.length, 0),
    changedWords: texts.reduce((sum, words, index) => sum + differing(words, texts[index + 1] ?? final), 0),
    jumps: countJumps(partials, texts),
  };
}

/** A word jumps when it was shown at its place, another one or none was, and it is there again within 200 ms. */
function countJumps(partials: readonly ToldText[], texts: readonly (readonly string[])[]): number {
  if (partials.some(({ at }) => at === undefined)) return NaN;
  let jumps = 0;
  for (const [index, words] of texts.entries()) {
    const previous = texts[index - 1];
    if (previous === undefined) continue;
    for (const [place, word] of words.entries()) {
      if (previous[place] === word) continue;
      const shown = texts.findLastIndex((earlier, before) => before < index - 1 && earlier[place] === word);
      // It was shown until the next partial replaced it.
      const goneAt = partials[shown + 1]?.at;
      const backAt = partials[index]?.at;
      if (shown >= 0 && goneAt !== undefined && backAt !== undefined && backAt - goneAt < msToSamples(jumpMs))
        jumps += 1;
    }
  }
  return jumps;
}

/** One for each word of the hypothesis, so that counts such as that of stable words hold. */
function wordsOf({ hypothesis }: ToldText): readonly string[] {
  return hypothesis.words.map(({ text }) => normalisedWords(text).join(' '));
}
