import type { HypothesisWord } from '../../contract/hypothesis.ts';
import type { NativeSegment } from './library.ts';
import { calibratedConfidence, logProbability } from './word-confidence.ts';

/** Samples from one frame to the next: 100 frames per second, the library's default. */
export const samplesPerFrame = 160;

/** Silence, noise and sentence marks: `<s>`, `</s>`, `<sil>`, `[NOISE]`, `++NOISE++`. */
const filler = /^(?:<.*>|\[.*\]|\+\+.*\+\+)$/;

/** The number of a pronunciation, as in `and(2)`. */
const variant = /\(\d+\)$/;

/** What the words of a segmentation are made with. */
export interface HypothesisWordOptions {
  /** Samples of the utterance so far; no position exceeds it. */
  readonly utteranceSamples: number;
  /** False where the search computed no probabilities. */
  readonly hasConfidence: boolean;
}

/**
 * The words among a segmentation, without fillers and variants.
 *
 * @param segments - in the order of time; frames count from the utterance's first.
 */
export function hypothesisWords(segments: readonly NativeSegment[], options: HypothesisWordOptions): HypothesisWord[] {
  const { utteranceSamples, hasConfidence } = options;
  const spoken = segments.filter(({ word }) => !filler.test(word));
  const words = spoken.map(({ word, firstFrame, lastFrame }): HypothesisWord => {
    const startSample = Math.min(firstFrame * samplesPerFrame, utteranceSamples);
    const endSample = Math.min((lastFrame + 1) * samplesPerFrame, utteranceSamples);
    return { text: word.replace(variant, ''), startSample, endSample: Math.max(startSample, endSample) };
  });
  if (!hasConfidence) return words;
  const logs = spoken.map(({ probability }) => logProbability(probability));
  const utteranceMean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  return words.map((word, index) => {
    const samples = word.endSample - word.startSample;
    return { ...word, confidence: calibratedConfidence({ logProbability: logs[index] ?? 0, utteranceMean, samples }) };
  });
}
