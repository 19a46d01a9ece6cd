import { msToSamples } from '@steno/audio';
import type { HypothesisWord } from '../contract/hypothesis.ts';

/** A silence inside an utterance, in samples on the clock of the words. */
export interface Pause {
  readonly startSample: number;
  readonly endSample: number;
}

/** What a cut is chosen with. */
export interface SegmentCutOptions {
  /** Silences the VAD has heard in the segment. */
  readonly pauses: readonly Pause[];
  /** The longest it may be, in samples; it is only longer where words leave no choice. */
  readonly maxSamples: number;
  /** How many of the first words will not change any more: where it can, the cut leaves no others behind. */
  readonly stableWords: number;
}

/** How far from a word boundary a pause may be that belongs to it, in ms. Chosen: what word times and VAD differ by. */
const pauseReachMs = 200;

/** The part of a segment, from its beginning, in which it is not cut. Chosen: leaves the better half to choose from. */
const uncutRatio = 0.5;

/**
 * Chooses where a segment that has become too long is cut: between two words, where the speaker paused longest in its
 * later half; without a pause before its last word, which may still grow.
 *
 * @param words - of the open segment, in order; the cut leaves at least one on either side.
 * @returns a position in the middle between two beginnings of words, in samples: there it stays between them when the
 *   newest word grows, and when words come out a little earlier or later. Undefined while there are no two words that
 *   begin at different places.
 */
export function chooseCut(
  words: readonly HypothesisWord[],
  { pauses, maxSamples, stableWords }: SegmentCutOptions,
): number | undefined {
  const first = words[0];
  const last = words.at(-1);
  if (first === undefined || last === undefined || words.length < 2) return undefined;
  const earliest = first.startSample + Math.min(last.endSample - first.startSample, maxSamples) * uncutRatio;
  let best: { readonly sample: number; readonly silence: number } | undefined;
  for (let index = 1; index < words.length; index += 1) {
    const [before, after] = [words[index - 1], words[index]];
    if (before === undefined || after === undefined || before.startSample >= after.startSample) continue;
    const boundary = (before.endSample + after.startSample) / 2;
    if (boundary < earliest && index < words.length - 1) continue;
    const isTooFar = index > stableWords || before.endSample - first.startSample > maxSamples;
    if (best !== undefined && isTooFar) break;
    const silence = Math.max(after.startSample - before.endSample, longestNear(pauses, boundary));
    if (best !== undefined && silence < best.silence) continue;
    best = { sample: Math.ceil((before.startSample + after.startSample) / 2), silence };
  }
  return best?.sample;
}

function longestNear(pauses: readonly Pause[], sample: number): number {
  const reach = msToSamples(pauseReachMs);
  let longest = 0;
  for (const { startSample, endSample } of pauses) {
    const isNear = sample >= startSample - reach && sample <= endSample + reach;
    if (isNear) longest = Math.max(longest, endSample - startSample);
  }
  return longest;
}
