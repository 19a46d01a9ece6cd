/**
 * The share of partials all of whose words their final began with. Low, because the final is decoded anew
 * with a better search and may differ in any word. Measured over 1,565 partials of 76 English development
 * recordings, with the system packages' model.
 */
const shares: readonly { readonly maxWords: number; readonly stability: number }[] = [
  { maxWords: 1, stability: 0.61 },
  { maxWords: 2, stability: 0.4 },
  { maxWords: 3, stability: 0.32 },
  { maxWords: 5, stability: 0.16 },
  { maxWords: 8, stability: 0.11 },
  { maxWords: 10, stability: 0.065 },
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
