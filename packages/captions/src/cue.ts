import type { CaptionSegment } from './caption-segment.ts';
import { completeRules, type CueRules } from './cue-rules.ts';
import { type CueCut, CueCutter } from './cut-cues.ts';
import { type Piece, piecesOf } from './piece.ts';

/** One subtitle. Times are ms of audio, integers. */
export interface Cue {
  readonly startMs: number;
  /** After `startMs`. */
  readonly endMs: number;
  /** One or two; no line is empty or holds a line break. */
  readonly lines: readonly string[];
}

/**
 * A cue stays on the screen until the next one when less than this would part them, in ms: 12 frames at 24 a second,
 * after Netflix's Timed Text Style Guide ("Subtitle Timing Guidelines"): a short flicker disturbs.
 */
const shortGapMs = 500;

/**
 * Turns finals into subtitles. Every word stands in exactly one cue, in its order. Cues never overlap, and each has a
 * line or two and a time within the limits; a cue begins with its first word, or later when there are more words than
 * the limits leave time for. A word longer than a line is cut; nothing else inside a word is, except in scripts without
 * spaces.
 *
 * @param segments - in the order they were spoken.
 * @param rules - limits other than {@link defaultCueRules}.
 * @throws RangeError when a limit is out of its range or a time is not finite.
 */
export function cuesOf(segments: readonly CaptionSegment[], rules: Partial<CueRules> = {}): readonly Cue[] {
  const complete = completeRules(rules);
  const pieces = piecesOf(segments, complete.maxLineCharacters);
  const cutter = new CueCutter(pieces, complete);
  const cues: Cue[] = [];
  let first = 0;
  for (let end = 1; end <= pieces.length; end += 1) {
    if (end < pieces.length && !isPause(pieces[end - 1], pieces[end], complete.pauseMs)) continue;
    for (const cut of cutter.cut(first, end)) {
      const times = timesOf(cut, {
        pieces,
        rules: complete,
        width: cutter.width(cut.from, cut.to),
        before: cues.at(-1),
      });
      cues.push({ ...times, lines: linesOf(pieces, cut) });
    }
    first = end;
  }
  return cues;
}

function isPause(before: Piece | undefined, after: Piece | undefined, pauseMs: number): boolean {
  return (after?.startMs ?? 0) - (before?.endMs ?? 0) > pauseMs;
}

interface CueSurroundings {
  readonly pieces: readonly Piece[];
  readonly rules: CueRules;
  readonly width: number;
  readonly before: Cue | undefined;
}

function timesOf({ from, to }: CueCut, { pieces, rules, width, before }: CueSurroundings): Omit<Cue, 'lines'> {
  const { maxCharactersPerSecond, minCueMs, maxCueMs, gapMs } = rules;
  const startMs = Math.max(pieces[from]?.startMs ?? 0, before === undefined ? 0 : Math.ceil(before.endMs + gapMs));
  const spokenMs = pieces[to - 1]?.endMs ?? 0;
  const readMs = startMs + Math.ceil((width * 1000) / maxCharactersPerSecond);
  const wantedMs = Math.max(spokenMs, readMs, startMs + minCueMs);
  const nextMs = (pieces[to]?.startMs ?? Infinity) - gapMs;
  const untilMs = nextMs - wantedMs < shortGapMs ? nextMs : wantedMs;
  // The shortest time comes first: without it nobody reads the cue, and the next one can wait.
  const endMs = Math.max(startMs + minCueMs, Math.min(untilMs, startMs + maxCueMs));
  return { startMs, endMs: Math.floor(endMs) };
}

function linesOf(pieces: readonly Piece[], { from, split, to }: CueCut): readonly string[] {
  const line = (first: number, end: number): string => {
    let text = '';
    for (const piece of pieces.slice(first, end)) text += text !== '' && piece.isSpaced ? ` ${piece.text}` : piece.text;
    return text;
  };
  return split === to ? [line(from, to)] : [line(from, split), line(split, to)];
}
