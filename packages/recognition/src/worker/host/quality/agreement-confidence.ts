import type { HypothesisWord } from '../../../contract/hypothesis.ts';

/**
 * The share of right words among those both passes heard, by the confidence of the streaming model. Measured: see
 * docs/benchmarks.md, "Quality".
 */
const agreedShares: readonly { readonly belowConfidence: number; readonly share: number }[] = [
  { belowConfidence: Infinity, share: 0.95 },
];

/** The share of right words among those both passes heard where the streaming model tells no confidence. */
const agreedShare = 0.95;

/** The share of right words among those that only the second pass heard. Measured likewise. */
const differentShare = 0.7;

/**
 * The likelihood that a word of a second model is right which tells none itself.
 *
 * @param agreed - the same word as the streaming model heard it; undefined when it heard something else.
 * @returns 0..1.
 */
export function confidenceOfAgreement(agreed: HypothesisWord | undefined): number {
  if (agreed === undefined) return differentShare;
  const { confidence } = agreed;
  if (confidence === undefined) return agreedShare;
  return agreedShares.find(({ belowConfidence }) => confidence < belowConfidence)?.share ?? agreedShare;
}
