import type { ModelFiles } from '../../../contract/model.ts';

/** The window of Whisper, above which it hears nothing; Moonshine was taught with no longer audio either. In ms. */
const windowMs = 30_000;
/** What models without a window are given at most, in ms. Chosen: their memory grows with the length. */
const usualLongestMs = 60_000;

/** The longest segment a model hears as a whole, in ms. */
export function longestSegmentMs({ kind }: Pick<ModelFiles, 'kind'>): number {
  return kind === 'whisper' || kind === 'moonshine' || kind === 'moonshine_merged' ? windowMs : usualLongestMs;
}
