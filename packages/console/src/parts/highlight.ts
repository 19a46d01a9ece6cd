/** A piece of a text; `isMatch` where it is one of the words that were sought. */
export interface Piece {
  readonly text: string;
  readonly isMatch: boolean;
}

const word = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*/gu;

/** A text without case and accents, as the search of the server compares it. */
export function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

/**
 * Cuts a text at the words that were sought: each as a whole word, the last one also as the beginning of one. Nothing is
 * lost: the pieces together are the text.
 */
export function highlight(text: string, sought: string): readonly Piece[] {
  const words = (sought.match(word) ?? []).map(fold);
  const last = words.at(-1);
  if (last === undefined) return [{ text, isMatch: false }];
  const pieces: Piece[] = [];
  let at = 0;
  for (const found of text.matchAll(word)) {
    const [whole] = found;
    const folded = fold(whole);
    if (!words.includes(folded) && !folded.startsWith(last)) continue;
    if (found.index > at) pieces.push({ text: text.slice(at, found.index), isMatch: false });
    pieces.push({ text: whole, isMatch: true });
    at = found.index + whole.length;
  }
  if (at < text.length || pieces.length === 0) pieces.push({ text: text.slice(at), isMatch: false });
  return pieces;
}

/** Whether all words that were sought stand in a text, as the search of the server counts. */
export function hasAll(text: string, sought: string): boolean {
  const words = (sought.match(word) ?? []).map(fold);
  const there = (text.match(word) ?? []).map(fold);
  return (
    words.length > 0 &&
    words.every((wanted, index) =>
      there.some((one) => one === wanted || (index === words.length - 1 && one.startsWith(wanted))),
    )
  );
}
