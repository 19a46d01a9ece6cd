import type { Match, MatchKind, Piece } from '../scan.ts';

/** A match of one output word. */
export function oneWord(text: string, end: number, kind?: MatchKind): Match {
  return kind === undefined ? { pieces: [{ text, end }] } : { pieces: [{ text, end }], kind };
}

/** A match that keeps its words: they are a number, and no part of them is to be taken for another one. */
export function keepWords(end: number): Match {
  return { pieces: [{ end }] };
}

/** The same match with a text before its first word, such as a sign. */
export function prefixed(prefix: string, { pieces, ...rest }: Match): Match {
  const [first, ...others] = pieces;
  if (first?.text === undefined) return { pieces, ...rest };
  const signed: Piece = { text: prefix + first.text, end: first.end };
  return { pieces: [signed, ...others], ...rest };
}
