import type { CaptionSegment, CaptionWord } from './caption-segment.ts';
import { breakCost } from './break-cost.ts';
import { graphemesOf, hasUnspaced, widthOf, wordStartsOf } from './text-width.ts';

/** What is never cut in two: a word; of scripts without spaces, a character; a part of a word longer than a line. */
export interface Piece {
  readonly text: string;
  /** As lines are counted. */
  readonly width: number;
  /** ms of audio, an integer; never before the piece before it. */
  readonly startMs: number;
  /** ms of audio, an integer; never before `startMs`. */
  readonly endMs: number;
  /** True when a space stands before it, unless it begins a line. */
  readonly isSpaced: boolean;
  /** True when a segment begins here. */
  readonly isSegmentStart: boolean;
  /** What a break before this piece costs; 0 is the best place. */
  readonly breakCost: number;
}

type Unit = Omit<Piece, 'breakCost' | 'width'>;

/** No break before these, and none after those: brackets, quotation marks and punctuation stay with their text. */
const closing = /^[\p{Pe}\p{Pf}\p{Po}ー々〜]+$/u;
const opening = /^[\p{Ps}\p{Pi}]+$/u;
/** Blanks that part words; the no-break spaces do not. */
const blanks = /[^\S\u00A0\u202F\u2007\uFEFF]+/u;
const controls = /\p{Cc}/gu;
/** Most words of most transcripts: nothing to take out. */
const ordinary = /^[!-~]+$/;

/**
 * Cuts the words of segments into pieces. Times that go back are held.
 *
 * @param maxWidth - no piece is wider.
 * @throws RangeError for a time that is not finite.
 */
export function piecesOf(segments: readonly CaptionSegment[], maxWidth: number): readonly Piece[] {
  const units: Unit[] = [];
  for (const segment of segments) {
    let isSegmentStart = true;
    for (const word of wordsOf(segment)) {
      let isFirst = true;
      for (const part of shared(unitsOf(word.text, maxWidth), word)) {
        const before = units.at(-1);
        const isSpaced = isFirst && before !== undefined && !isTight(before.text, part.text);
        const unit = { ...part, ...timesAfter(before, part), isSpaced, isSegmentStart };
        if (before !== undefined && !isSpaced && !isSegmentStart && belongTogether(before.text, part.text, maxWidth)) {
          units[units.length - 1] = { ...before, text: before.text + part.text, endMs: unit.endMs };
        } else {
          units.push(unit);
        }
        isFirst = false;
        isSegmentStart = false;
      }
    }
  }
  const inside = insidesOfWords(units);
  return units.map((unit, index) => ({
    ...unit,
    width: widthOf(unit.text),
    breakCost: breakCost({ before: units[index - 1], after: unit, isInsideWord: inside.has(index) }),
  }));
}

/** The words that can be shown, without blanks and control characters. */
function wordsOf({ text, words, startMs, endMs }: CaptionSegment): readonly CaptionWord[] {
  const given = words.length === 0 ? [{ text, startMs, endMs }] : words;
  return given.flatMap((word) => {
    if (ordinary.test(word.text)) return [word];
    const parts = word.text
      .replace(controls, ' ')
      .split(blanks)
      .filter((part) => part.trim() !== '');
    return shared(parts, word);
  });
}

/** Gives each part its share of the time, in proportion to its width. */
function shared(parts: readonly string[], { startMs, endMs }: Omit<CaptionWord, 'text'>): readonly CaptionWord[] {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return [{ text: only, startMs, endMs }];
  const widths = parts.map(widthOf);
  const msPerWidth = (endMs - startMs) / widths.reduce((sum, width) => sum + width, 0);
  let from = startMs;
  return parts.map((text, index) => {
    const to = from + (widths[index] ?? 0) * msPerWidth;
    const part = { text, startMs: from, endMs: to };
    from = to;
    return part;
  });
}

function unitsOf(word: string, maxWidth: number): readonly string[] {
  if (!hasUnspaced(word)) return lengthsOf(word, maxWidth);
  const units: string[] = [];
  let spaced = '';
  for (const character of graphemesOf(word)) {
    if (!hasUnspaced(character)) {
      spaced += character;
      continue;
    }
    if (spaced !== '') units.push(...lengthsOf(spaced, maxWidth));
    spaced = '';
    units.push(character);
  }
  if (spaced !== '') units.push(...lengthsOf(spaced, maxWidth));
  return units;
}

/** Cuts a word that is longer than a line. */
function lengthsOf(word: string, maxWidth: number): readonly string[] {
  if (widthOf(word) <= maxWidth) return [word];
  const lengths: string[] = [];
  let length = '';
  let width = 0;
  for (const character of graphemesOf(word)) {
    const own = widthOf(character);
    if (width + own > maxWidth) {
      lengths.push(length);
      length = '';
      width = 0;
    }
    length += character;
    width += own;
  }
  return [...lengths, length];
}

function isTight(before: string, after: string): boolean {
  if (!hasUnspaced(before) || !hasUnspaced(after)) return false;
  return hasUnspaced(graphemesOf(before).at(-1) ?? '') && hasUnspaced(graphemesOf(after)[0] ?? '');
}

function belongTogether(before: string, after: string, maxWidth: number): boolean {
  if (!closing.test(after) && !opening.test(before)) return false;
  // A bound: a row of nothing but marks can be cut, too.
  return hasUnspaced(before + after) && widthOf(before + after) <= maxWidth / 4;
}

function timesAfter(before: Unit | undefined, { startMs, endMs }: CaptionWord): { startMs: number; endMs: number } {
  if (!Number.isFinite(startMs) || !Number.isFinite(endMs)) {
    throw new RangeError(`a word cannot last from ${startMs} to ${endMs} ms`);
  }
  const start = Math.max(before?.startMs ?? 0, Math.round(startMs));
  return { startMs: start, endMs: Math.max(start, Math.round(endMs)) };
}

/** The units before which there is no space and no beginning of a word. */
function insidesOfWords(units: readonly Unit[]): ReadonlySet<number> {
  const inside = new Set<number>();
  for (let first = 0; first < units.length;) {
    let end = first + 1;
    while (units[end]?.isSpaced === false) end += 1;
    if (end - first > 1) {
      const run = units.slice(first, end);
      const starts = wordStartsOf(run.map(({ text }) => text).join(''));
      let position = 0;
      run.forEach(({ text }, index) => {
        if (!starts.has(position)) inside.add(first + index);
        position += text.length;
      });
    }
    first = end;
  }
  return inside;
}
