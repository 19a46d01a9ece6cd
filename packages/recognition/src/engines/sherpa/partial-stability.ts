/**
 * The share of partials that kept all their words to the final, by the frames without a token behind their last one.
 * Measured with `npm run bench -- calibration` over 2,101 partials of 91 English recordings with a 3.3 M parameter
 * zipformer, whose frames are 40 ms long: what is followed by nothing was whole, what came last in the audio may grow.
 */
const shares: readonly { readonly maxBlankFrames: number; readonly stability: number }[] = [
  { maxBlankFrames: 1, stability: 0.55 },
  { maxBlankFrames: 2, stability: 0.69 },
  { maxBlankFrames: 3, stability: 0.79 },
  { maxBlankFrames: 4, stability: 0.88 },
  { maxBlankFrames: 5, stability: 0.91 },
  { maxBlankFrames: Infinity, stability: 0.97 },
];

/**
 * The likelihood that a partial of a greedy transducer keeps its words. In greedy search only the last word of a partial
 * can change: it grows.
 *
 * @param trailingBlankFrames - frames of the encoder behind the last token; integer, >= 0.
 * @returns 0..1.
 */
export function partialStability(trailingBlankFrames: number): number {
  return shares.find(({ maxBlankFrames }) => trailingBlankFrames <= maxBlankFrames)?.stability ?? 0;
}
