/** How far a transcript is from its reference, in words. */
export interface WordErrors {
  /** Substitutions, deletions and insertions of the cheapest alignment. */
  readonly errors: number;
  readonly referenceWords: number;
}

/** The words of a text without case, punctuation and hyphens; an apostrophe inside a word stays. */
export function normalisedWords(text: string): readonly string[] {
  return text
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(/[^\p{L}\p{N}']+/gu, ' ')
    .split(' ')
    .map((word) => word.replaceAll(/^'+|'+$/g, ''))
    .filter((word) => word !== '');
}

/** Compares words after {@link normalisedWords} by Levenshtein's distance. */
export function wordErrors(reference: string, transcript: string): WordErrors {
  const wanted = normalisedWords(reference);
  let row = [...wanted.keys(), wanted.length];
  for (const [index, word] of normalisedWords(transcript).entries()) {
    const next = [index + 1];
    for (const [column, expected] of wanted.entries()) {
      const substituted = (row[column] ?? 0) + (expected === word ? 0 : 1);
      next.push(Math.min(substituted, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return { errors: row.at(-1) ?? 0, referenceWords: wanted.length };
}
