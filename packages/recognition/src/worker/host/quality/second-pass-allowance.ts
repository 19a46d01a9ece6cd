import { samplesToMs } from '@steno/audio';

/**
 * What each second of a segment adds to the time its final may wait for the second model, in ms. Chosen: three times what
 * Moonshine tiny takes for it on one core.
 */
const perSecondMs = 100;

/**
 * How long a final may wait for the second model: longer for a longer segment, which takes longer to hear.
 *
 * @param leastMs - for the shortest one; >= 0.
 * @param samples - the length of the segment, at 16 kHz.
 */
export function secondPassAllowanceMs(leastMs: number, samples: number): number {
  return leastMs + (samplesToMs(samples) * perSecondMs) / 1000;
}
