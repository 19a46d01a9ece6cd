import type { Result, ResultWord } from '@steno/client/browser';

/** A part of a final's text: a word with its time, or what stands between words. */
export interface CaptionPiece {
  readonly text: string;
  /** Undefined for what stands between words, and for words whose time is not known. */
  readonly word: ResultWord | undefined;
}

/** The parts of a partial: the words that are not expected to change, and the others. */
export interface PartialParts {
  readonly stable: string;
  /** Begins with the space that separates it from `stable`, where there is one. */
  readonly open: string;
}

/**
 * Cuts the text of a final where its words are. Joined, the pieces are the text again, whatever the words are: a word that
 * the text does not have is left out.
 */
export function captionPieces({ text, words }: Pick<Result, 'text' | 'words'>): readonly CaptionPiece[] {
  const pieces: CaptionPiece[] = [];
  let at = 0;
  for (const word of words) {
    const found = word.word === '' ? -1 : text.indexOf(word.word, at);
    if (found === -1) continue;
    if (found > at) pieces.push({ text: text.slice(at, found), word: undefined });
    pieces.push({ text: word.word, word });
    at = found + word.word.length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), word: undefined });
  return pieces;
}

/**
 * Cuts the text of a partial behind its stable words.
 *
 * @param stableWords - how many of the first words are stable; undefined for none.
 */
export function partialParts({ text, stableWords = 0 }: Pick<Result, 'text' | 'stableWords'>): PartialParts {
  if (stableWords === 0) return { stable: '', open: text };
  let at = 0;
  let count = 0;
  for (const match of text.matchAll(/\S+/gu)) {
    if (count === stableWords) break;
    count += 1;
    at = match.index + match[0].length;
  }
  return { stable: text.slice(0, at), open: text.slice(at) };
}
