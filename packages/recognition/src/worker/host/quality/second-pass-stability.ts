import type { Hypothesis } from '../../../contract/hypothesis.ts';

/**
 * Makes the two likelihoods agree with what was counted: errors of neighbouring words come together, so that all words
 * are right more often than their product says. Measured over 2,102 partials of 91 English recordings with a 3.3 M
 * parameter zipformer and Moonshine tiny, of which 22 % were the first words of their final.
 */
const exponent = 0.7;

/**
 * A partial as a reader is told it whose final comes from another model: that one keeps the words that are right, and
 * nothing says which ones it will not change.
 *
 * @param partial - as the streaming model heard it.
 * @returns without stable words; its stability is the likelihood that the streaming model keeps the words and that all of
 *   them are right, absent where the model tells too little.
 */
export function partialOfTwoPasses({ stability, stableWords: _unknown, ...partial }: Hypothesis): Hypothesis {
  if (stability === undefined) return partial;
  let likelihood = stability;
  for (const { confidence } of partial.words) {
    if (confidence === undefined) return partial;
    likelihood *= confidence;
  }
  return { ...partial, stability: likelihood ** exponent };
}
