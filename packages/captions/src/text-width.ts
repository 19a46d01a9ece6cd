const wide = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\uFF00-\uFFEF]/u;
const unspaced =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}\uFF00-\uFF60]/u;
const plain = /^[ -~]*$/;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const words = new Intl.Segmenter('en', { granularity: 'word' });

/** What a wide character counts: 16 of them fill a line of 42. Chosen: a usual line of Chinese and Korean subtitles. */
const wideWidth = 42 / 16;

/** Cuts a text into what readers take for characters; a letter and its marks stay together. */
export function graphemesOf(text: string): readonly string[] {
  return plain.test(text) ? Array.from(text) : Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** The width of a text in characters; a wide one counts as 2.625. */
export function widthOf(text: string): number {
  if (plain.test(text)) return text.length;
  if (text.length === 1) return widthOfCharacter(text);
  let width = 0;
  for (const character of graphemesOf(text)) width += widthOfCharacter(character);
  return width;
}

function widthOfCharacter(character: string): number {
  return wide.test(character) ? wideWidth : 1;
}

/** True when a text has characters of a script that is written without spaces. */
export function hasUnspaced(text: string): boolean {
  return !plain.test(text) && unspaced.test(text);
}

/** Where words begin in a text without spaces, as positions in UTF-16 code units; 0 is one of them. */
export function wordStartsOf(text: string): ReadonlySet<number> {
  return new Set(Array.from(words.segment(text), ({ index }) => index));
}
