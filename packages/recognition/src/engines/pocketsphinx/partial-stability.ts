/**
 * The share of partials all of whose words their final began with. Low, because the final is decoded anew
 * with a better search and may differ in any word. Measured over 2,917 partials, one per 100 ms: Debian's
 * test recordings and every third of the English development recordings, with the system packages' model.
 */
const shares: readonly { readonly maxWords: number; readonly stability: number }[] = [
  { maxWords: 1, stability: 0.37 },
  { maxWords: 3, stability: 0.29 },
  { maxWords: 4, stability: 0.17 },
  { maxWords: 9, stability: 0.09 },
  { maxWords: Infinity, stability: 0.005 },
];

/**
 * The likelihood that the words of a partial are the first words of its final.
 *
 * @param wordCount - words of the partial; integer, >= 1.
 * @returns 0..1.
 */
export function partialStability(wordCount: number): number {
  return shares.find(({ maxWords }) => wordCount <= maxWords)?.stability ?? 0;
}
