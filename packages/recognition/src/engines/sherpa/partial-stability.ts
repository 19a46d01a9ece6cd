import type { HypothesisWord } from '../../contract/hypothesis.ts';

/**
 * The share of partials that kept all their words to the final, by the confidence of their last word.
 * Measured over 2,104 partials of 91 English recordings with a 3.3 M parameter zipformer. In greedy
 * search only the last word of a partial ever changed: it grew.
 */
const shares: readonly { readonly belowConfidence: number; readonly stability: number }[] = [
  { belowConfidence: 0.4, stability: 0.68 },
  { belowConfidence: 0.8, stability: 0.76 },
  { belowConfidence: Infinity, stability: 0.85 },
];

/**
 * The likelihood that a partial of a greedy transducer keeps its words.
 *
 * @param words - the words of the partial.
 * @returns 0..1; undefined when the model tells no confidence.
 */
export function partialStability(words: readonly HypothesisWord[]): number | undefined {
  const confidence = words.at(-1)?.confidence;
  if (confidence === undefined) return undefined;
  return shares.find(({ belowConfidence }) => confidence < belowConfidence)?.stability;
}
