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

/** Characters to insert, remove or replace: Levenshtein's distance. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [index, character] of Array.from(left).entries()) {
    const next = [index + 1];
    for (const [column, other] of Array.from(right).entries()) {
      const replaced = (row[column] ?? 0) + (character === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
