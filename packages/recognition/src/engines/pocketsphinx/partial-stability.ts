/**
 * The share of partials all of whose words the final begins with, by the number of words; the last entry
 * is for more words too.
 */
const stabilityByWordCount: readonly number[] = [0.5];

/**
 * The likelihood that the words of a partial are the first words of its final.
 *
 * @param wordCount - words of the partial; integer, >= 1.
 * @returns 0..1.
 */
export function partialStability(wordCount: number): number {
  const index = Math.min(wordCount, stabilityByWordCount.length) - 1;
  return stabilityByWordCount[index] ?? 0;
}
