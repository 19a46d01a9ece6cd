/** What became of each word of a reference. */
export type WordFate = 'correct' | 'substituted' | 'deleted';

/** The errors of one text against its reference. */
export interface WordErrors {
  /** One for each word of the reference. */
  readonly fates: readonly WordFate[];
  /** One for each word that was heard: true when it is the word of the reference. */
  readonly heardCorrectly: readonly boolean[];
  readonly insertions: number;
  /** Substitutions, deletions and insertions. */
  readonly errors: number;
}

/** Makes texts comparable: lower case, no punctuation, hyphens as spaces, a few spellings as one. */
export function normalisedWords(text: string): readonly string[] {
  const spellings: Readonly<Record<string, string>> = { mr: 'mister', mrs: 'missus', dr: 'doctor', okay: 'ok' };
  const words = text
    .toLowerCase()
    .replaceAll(/[’`]/g, "'")
    .replaceAll(/[^\p{L}\p{N}']+/gu, ' ')
    .split(' ')
    .map((word) => word.replaceAll(/^'+|'+$/g, ''))
    .filter((word) => word !== '');
  return words.map((word) => spellings[word] ?? word);
}

/** Aligns two texts with the fewest errors (Levenshtein over words). */
export function alignWords(reference: readonly string[], heard: readonly string[]): WordErrors {
  const width = heard.length + 1;
  const costs = new Uint32Array((reference.length + 1) * width);
  const cost = (row: number, column: number): number => costs[row * width + column] ?? 0;
  const isSame = (row: number, column: number): boolean => reference[row - 1] === heard[column - 1];
  for (let row = 0; row <= reference.length; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const isEdge = row === 0 || column === 0;
      costs[row * width + column] = isEdge
        ? row + column
        : Math.min(
            cost(row - 1, column - 1) + (isSame(row, column) ? 0 : 1),
            cost(row - 1, column) + 1,
            cost(row, column - 1) + 1,
          );
    }
  }
  const fates: WordFate[] = [];
  const heardCorrectly: boolean[] = [];
  let insertions = 0;
  for (let row = reference.length, column = heard.length; row > 0 || column > 0;) {
    const same = row > 0 && column > 0 && isSame(row, column);
    if (row > 0 && column > 0 && cost(row, column) === cost(row - 1, column - 1) + (same ? 0 : 1)) {
      fates.unshift(same ? 'correct' : 'substituted');
      heardCorrectly.unshift(same);
      row -= 1;
      column -= 1;
    } else if (row > 0 && cost(row, column) === cost(row - 1, column) + 1) {
      fates.unshift('deleted');
      row -= 1;
    } else {
      insertions += 1;
      heardCorrectly.unshift(false);
      column -= 1;
    }
  }
  return { fates, heardCorrectly, insertions, errors: cost(reference.length, heard.length) };
}
