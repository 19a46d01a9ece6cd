/**
 * Aligns two lists of words with the fewest differences between them.
 *
 * @param first - compared by {@link normalisedWord}.
 * @param second - likewise.
 * @returns for each word of `second` the index of the word of `first` it is the same as; undefined where there is none.
 *   The indexes grow. Levenshtein's distance: doi.org/10.1145/321796.321811.
 */
export function alignWords(first: readonly string[], second: readonly string[]): readonly (number | undefined)[] {
  const before = first.map(normalisedWord);
  const after = second.map(normalisedWord);
  const costs = editCosts(before, after);
  const width = after.length + 1;
  const at = (row: number, column: number): number => costs[row * width + column] ?? 0;
  const aligned = new Array<number | undefined>(after.length).fill(undefined);
  let row = before.length;
  let column = after.length;
  while (row > 0 && column > 0) {
    const isSame = before[row - 1] === after[column - 1] && before[row - 1] !== '';
    if (at(row, column) === at(row - 1, column - 1) + (isSame ? 0 : 1)) {
      row -= 1;
      column -= 1;
      if (isSame) aligned[column] = row;
    } else if (at(row, column) === at(row - 1, column) + 1) row -= 1;
    else column -= 1;
  }
  return aligned;
}

/** A word as it is compared: in lower case, its letters and digits only. */
export function normalisedWord(word: string): string {
  return word
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}]/gu, '');
}

function editCosts(before: readonly string[], after: readonly string[]): Uint32Array {
  const width = after.length + 1;
  const costs = new Uint32Array((before.length + 1) * width);
  const at = (row: number, column: number): number => costs[row * width + column] ?? 0;
  for (let row = 0; row <= before.length; row += 1) {
    for (let column = 0; column <= after.length; column += 1) {
      if (row === 0 || column === 0) {
        costs[row * width + column] = row + column;
        continue;
      }
      const isSame = before[row - 1] === after[column - 1] && before[row - 1] !== '';
      costs[row * width + column] = Math.min(
        at(row - 1, column - 1) + (isSame ? 0 : 1),
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
      );
    }
  }
  return costs;
}
