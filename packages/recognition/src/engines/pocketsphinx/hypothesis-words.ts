import type { HypothesisWord } from '../../contract/hypothesis.ts';
import type { NativeSegment } from './library.ts';
import { calibratedConfidence } from './word-confidence.ts';

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
  const words: HypothesisWord[] = [];
  for (const segment of segments) {
    if (filler.test(segment.word)) continue;
    const startSample = Math.min(segment.firstFrame * samplesPerFrame, utteranceSamples);
    const endSample = Math.min((segment.lastFrame + 1) * samplesPerFrame, utteranceSamples);
    const word = { text: segment.word.replace(variant, ''), startSample, endSample: Math.max(startSample, endSample) };
    const length = word.endSample - word.startSample;
    words.push(hasConfidence ? { ...word, confidence: calibratedConfidence(segment.probability, length) } : word);
  }
  return words;
}
