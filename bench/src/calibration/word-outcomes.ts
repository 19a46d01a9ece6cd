import type { HypothesisWord } from '@steno/recognition';
import { alignWords, normalisedWords } from '@steno/client/measure';

/** A word of a final, and whether it is right. */
export interface WordOutcome<Word> {
  readonly word: Word;
  readonly isRight: boolean;
}

/**
 * Judges the words of a recording by its reference. A word that is written as several, such as one with a hyphen, is
 * right when all of them are; one without a letter or digit is left out.
 */
export function judgeWords<Word extends Pick<HypothesisWord, 'text'>>(
  words: readonly Word[],
  reference: string,
): readonly WordOutcome<Word>[] {
  const parts = words.map(({ text }) => normalisedWords(text));
  const { heardCorrectly } = alignWords(normalisedWords(reference), parts.flat());
  let next = 0;
  return words.flatMap((word, index) => {
    const count = parts[index]?.length ?? 0;
    const judged = heardCorrectly.slice(next, next + count);
    next += count;
    return count === 0 ? [] : [{ word, isRight: judged.every(Boolean) }];
  });
}
