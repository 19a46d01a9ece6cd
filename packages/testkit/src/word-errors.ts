import { alignWords, normalisedWords } from '@steno/client/measure';

/** How far a transcript is from its reference, in words. */
export interface WordErrors {
  /** Substitutions, deletions and insertions of the cheapest alignment. */
  readonly errors: number;
  readonly referenceWords: number;
}

/** Counts as `@steno/client/measure` does, so that tests and benchmarks mean the same by an error. */
export function wordErrors(reference: string, transcript: string): WordErrors {
  const wanted = normalisedWords(reference);
  const { errors } = alignWords(wanted, normalisedWords(transcript));
  return { errors, referenceWords: wanted.length };
}
