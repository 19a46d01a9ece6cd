/** Chosen: as many as a sentence can hold. */
const maxNames = 4;

/**
 * The names that may have been meant by one that does not exist, the nearest first.
 *
 * @returns names that contain the wanted one, or differ from it, or from their own beginning of its length, by no more
 *   than a third of its characters; at most four.
 */
export function similarNames(wanted: string, names: readonly string[]): readonly string[] {
  if (wanted === '') return [];
  const lower = wanted.toLowerCase();
  const limit = Math.max(1, Math.floor(lower.length / 3));
  return names
    .map((name) => ({ name, distance: name.includes(lower) ? 0 : nearest(lower, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((left, right) => left.distance - right.distance || left.name.length - right.name.length)
    .slice(0, maxNames)
    .map(({ name }) => name);
}

function nearest(wanted: string, name: string): number {
  return Math.min(editDistance(wanted, name), editDistance(wanted, name.slice(0, wanted.length)));
}

/** Characters to insert, remove, replace or swap with their neighbour: the optimal string alignment distance. */
function editDistance(left: string, right: string): number {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let index = 0; index < left.length; index += 1) {
    const next = [index + 1];
    for (let column = 0; column < right.length; column += 1) {
      const replaced = (row[column] ?? 0) + (left[index] === right[column] ? 0 : 1);
      const isSwapped = column > 0 && left[index] === right[column - 1] && left[index - 1] === right[column];
      const swapped = isSwapped ? (before[column - 1] ?? Infinity) + 1 : Infinity;
      next.push(Math.min(replaced, swapped, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row.at(-1) ?? 0;
}
