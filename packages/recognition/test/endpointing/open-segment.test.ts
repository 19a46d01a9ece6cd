import { beforeEach, describe, expect, test } from 'vitest';
import type { HypothesisWord } from '../../src/contract/hypothesis.ts';
import { OpenSegment } from '../../src/endpointing/open-segment.ts';
import type { TrackerEvent } from '../../src/endpointing/tracker-event.ts';

const start = 100_000;
const maxSegmentMs = 2000;

/** Words that are as long, from one place to the next. */
function words(...places: readonly number[]): readonly HypothesisWord[] {
  return places.map((place, index) => ({ text: `w${index}`, startSample: place, endSample: place + 4000 }));
}

describe('OpenSegment', () => {
  let events: TrackerEvent[];
  let segment: OpenSegment;

  beforeEach(() => {
    events = [];
    segment = new OpenSegment((event) => events.push(event), maxSegmentMs);
    segment.beginUtterance(start);
  });

  function texts(): readonly string[] {
    return events.flatMap((event) =>
      event.type === 'partial' || event.type === 'final'
        ? [`${event.type}: ${event.hypothesis.words.map(({ text }) => text).join(' ')}`]
        : [],
    );
  }

  test('tells a partial only where the text has changed', () => {
    const hypothesis = segment.look({ words: words(0, 5000), stability: 0.5 });
    segment.tellPartial(hypothesis, start + 9000);
    segment.tellPartial(segment.look({ words: words(10, 5010), stability: 0.6 }), start + 9512);
    expect(texts()).toEqual(['partial: w0 w1']);
    expect(segment.words[1]).toEqual({ text: 'w1', startSample: start + 5010, endSample: start + 9010 });
  });

  test('has to be cut once it is as long as it may be, and not again at the same place', () => {
    segment.look({ words: words(0, 8000, 20_000) });
    expect(segment.cutAt(start + 60_000)).toBeUndefined();
    const hypothesis = segment.look({ words: words(0, 8000, 30_000) });
    const at = start + 70_000;
    const cut = segment.cutAt(at);
    expect(cut).toEqual({ at, sample: start + 19_000 });
    if (cut !== undefined) segment.cut(hypothesis, cut);
    segment.look({ words: words(0, 8000, 30_000, 60_000) });
    expect(segment.cutAt(at)).toBeUndefined();
    expect(segment.cutAt(at + 512)).toBeDefined();
  });

  test('tells of what lies behind a cut alone, and how much of it is stable', () => {
    const all = { words: words(0, 8000, 30_000), stableWords: 2 };
    segment.cut(segment.look(all), { at: start + 32_000, sample: start + 21_000 });
    const rest = segment.look(all);
    expect(rest).toMatchObject({ words: [{ text: 'w2' }], stableWords: 0 });
    segment.tellPartial(rest, start + 32_000);
    expect(texts()).toEqual(['final: w0 w1', 'partial: w2']);
    expect(events[0]).toMatchObject({ goesOn: true, end: { sample: start + 21_000 } });
  });

  test('has a word that grows on the side of the cut where it began', () => {
    const short = { text: 'a', startSample: 20_000, endSample: 20_100 };
    const grown = { text: 'aa', startSample: 20_000, endSample: 29_000 };
    segment.cut(segment.look({ words: [short] }), { at: start + 32_000, sample: start + 21_000 });
    expect(segment.look({ words: [grown] }).words).toEqual([]);
  });

  test('ends a segment without a word where all words lie behind a cut that was told', () => {
    segment.cut(segment.look({ words: words(30_000) }), { at: start + 32_000, sample: start + 21_000 });
    expect(texts()).toEqual(['final: ']);
    expect(segment.look({ words: words(30_000) }).words).toHaveLength(1);
  });

  test('leaves nothing where all words lie before a cut that was told', () => {
    segment.cut(segment.look({ words: words(0, 8000) }), { at: start + 32_000, sample: start + 21_000 });
    segment.tellPartial(segment.look({ words: words(0, 8000) }), start + 32_000);
    expect(texts()).toEqual(['final: w0 w1']);
  });

  test('loses no word whose times lie within the segment before, tells none twice, and never goes back', () => {
    const overlapping = [
      { text: 'a', startSample: 0, endSample: 20_000 },
      { text: 'b', startSample: 11_000, endSample: 13_000 },
      { text: 'c', startSample: 12_500, endSample: 13_500 },
      { text: 'd', startSample: 40_000, endSample: 41_000 },
    ];
    segment.cut(segment.look({ words: overlapping }), { at: start + 32_000, sample: start + 10_000 });
    segment.cut(segment.look({ words: overlapping }), { at: start + 33_000, sample: start + 12_000 });
    segment.tellFinal(segment.look({ words: overlapping }), { at: start + 41_000, goesOn: false });
    expect(texts()).toEqual(['final: a', 'final: b', 'final: c d']);
    const places = events.flatMap((event) =>
      event.type === 'final' ? event.hypothesis.words.flatMap((word) => [word.startSample, word.endSample]) : [],
    );
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test('begins no word before a place where everything begins anew', () => {
    segment.tellFinal(segment.look({ words: words(0) }), { at: start + 9000, goesOn: false });
    segment.forgetBefore(start - 5000);
    expect(segment.look({ words: words(0) }).words[0]?.startSample).toBe(start - 5000);
  });
});
