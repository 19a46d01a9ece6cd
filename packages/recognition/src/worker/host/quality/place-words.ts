import { msToSamples } from '@steno/audio';
import type { HypothesisWord } from '../../../contract/hypothesis.ts';
import type { SampleRange } from './segment-audio.ts';

/** How long a word is taken to be where nothing says it, in ms per character. Chosen: about 14 characters a second. */
const characterMs = 70;

/**
 * Gives words times from those of other words.
 *
 * @param texts - the words to place.
 * @param timed - words whose times are known, in order, one after the other.
 * @param aligned - for each text the index of the timed word it is the same as; indexes grow.
 * @param range - where all of them are.
 * @returns a range for each text: that of its timed word; the others share by their lengths what is between their
 *   neighbours, first of all where the timed words are that have no text. The ranges are in order and inside of `range`.
 */
export function placeWords(
  texts: readonly string[],
  timed: readonly SampleRange[],
  { aligned, range }: { readonly aligned: readonly (number | undefined)[]; readonly range: SampleRange },
): readonly SampleRange[] {
  const known = timed.map((word) => within(word, range));
  const placed: SampleRange[] = [];
  let lastKnown = -1;
  for (let index = 0; index < texts.length;) {
    const match = aligned[index];
    const found = match === undefined ? undefined : known[match];
    if (match !== undefined && found !== undefined) {
      placed.push(found);
      lastKnown = match;
      index += 1;
      continue;
    }
    let end = index + 1;
    while (end < texts.length && aligned[end] === undefined) end += 1;
    const nextKnown = end < texts.length ? (aligned[end] ?? known.length) : known.length;
    const run = texts.slice(index, end);
    placed.push(...spread(run, roomFor(run, { known, lastKnown, nextKnown, range })));
    index = end;
  }
  return placed;
}

/** Where words go that stand between two known ones. */
function roomFor(
  run: readonly string[],
  place: {
    readonly known: readonly SampleRange[];
    readonly lastKnown: number;
    readonly nextKnown: number;
    readonly range: SampleRange;
  },
): SampleRange {
  const { known, lastKnown, nextKnown, range } = place;
  const before = known[lastKnown];
  const after = known[nextKnown];
  const firstMissed = nextKnown - lastKnown > 1 ? known[lastKnown + 1] : undefined;
  const lastMissed = nextKnown - lastKnown > 1 ? known[nextKnown - 1] : undefined;
  if (firstMissed !== undefined && lastMissed !== undefined) {
    return { startSample: firstMissed.startSample, endSample: lastMissed.endSample };
  }
  const usual = msToSamples(characterMs) * lengthOf(run);
  const gap = { startSample: before?.endSample ?? range.startSample, endSample: after?.startSample ?? range.endSample };
  if (before === undefined && after !== undefined) {
    return { startSample: Math.max(gap.startSample, gap.endSample - usual), endSample: gap.endSample };
  }
  return { startSample: gap.startSample, endSample: Math.min(gap.endSample, gap.startSample + usual) };
}

function spread(run: readonly string[], { startSample, endSample }: SampleRange): readonly SampleRange[] {
  const total = lengthOf(run);
  const samples = Math.max(0, endSample - startSample);
  let before = 0;
  return run.map((text) => {
    const start = startSample + Math.floor((samples * before) / total);
    before += lengthOf([text]);
    return { startSample: start, endSample: startSample + Math.floor((samples * before) / total) };
  });
}

function lengthOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Math.max(1, Array.from(text).length), 0);
}

function within(word: Pick<HypothesisWord, 'startSample' | 'endSample'>, range: SampleRange): SampleRange {
  const clamp = (sample: number): number => Math.min(range.endSample, Math.max(range.startSample, sample));
  return { startSample: clamp(word.startSample), endSample: clamp(word.endSample) };
}
