import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HypothesisWord } from '../../src/contract/hypothesis.ts';
import type { SegmentEnd, TrackerEvent } from '../../src/endpointing/tracker-event.ts';
import { joinAudio, shiftedBy, silenceAudio, unit, wordAudio } from '../scripted-engine.ts';
import { Run, second } from './tracker-run.ts';

const rules = { endpointingMs: 640, maxSegmentMs: 2000 };
const lagFrames = 2;

/** So many words behind one another, with numbers from a first one on. */
function talk(first: number, count: number, samples = 4000): Float32Array {
  return joinAudio(...Array.from({ length: count }, (_, index) => wordAudio(first + index, samples)));
}

function numbers(first: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `w${first + index}`);
}

function wordsOf(run: Run): readonly string[] {
  return run.of('final').flatMap(({ hypothesis }) => hypothesis.words.map(({ text }) => text));
}

function endsOf(run: Run): readonly SegmentEnd[] {
  return run.of('final').flatMap(({ end }) => (end === undefined ? [] : [end]));
}

/** All that a replay has to tell as it was told: all but partials, and of finals the text alone. */
function certain(run: Run): readonly unknown[] {
  return run.events.flatMap((event: TrackerEvent): unknown[] => {
    if (event.type === 'partial') return [];
    if (event.type !== 'final') return [event];
    return [{ ...event, hypothesis: event.hypothesis.words.map(({ text }) => text).join(' ') }];
  });
}

/** Words said without a pause for longer than a segment may be, a short pause or a long one, and so on. */
const phrases = fc.array(
  fc.record({
    words: fc.array(fc.integer({ min: 600, max: 9000 }), { minLength: 1, maxLength: 14 }),
    silence: fc.oneof(fc.integer({ min: 1, max: 9000 }), fc.integer({ min: 11_000, max: 3 * second })),
    flush: fc.integer({ min: 0, max: 4 }).map((number) => number === 0),
  }),
  { minLength: 1, maxLength: 5 },
);
type Phrases = typeof phrases extends fc.Arbitrary<infer Value> ? Value : never;

/** Has a run hear phrases, and the flushes between their last words. */
function play(run: Run, spoken: Phrases, chunk = Infinity): Run {
  let word = 0;
  const hear = (samples: Float32Array): void => {
    for (let offset = 0; offset < samples.length; offset += chunk) {
      run.push(samples.slice(offset, offset + Math.min(chunk, samples.length)));
      if (chunk !== Infinity) run.settle();
    }
  };
  spoken.forEach(({ words, silence, flush }, index) => {
    words.forEach((samples, position) => {
      if (flush && position === words.length - 1) run.finalise({ type: 'flushed', flushId: index });
      word += 1;
      hear(wordAudio(word, samples));
    });
    hear(silenceAudio(silence));
  });
  return run.finalise({ type: 'ended' }).settle();
}

describe('a segment that gets too long', () => {
  test('is cut between words, and the engine hears on', () => {
    const run = new Run(rules, lagFrames).push(joinAudio(talk(1, 30), silenceAudio(second))).settle();
    const finals = run.of('final');
    expect(finals.length).toBeGreaterThan(3);
    expect(wordsOf(run)).toEqual(numbers(1, 30));
    expect(finals.map(({ goesOn }) => goesOn)).toEqual([...finals.slice(1).map(() => true), false]);
    for (const { hypothesis } of finals) {
      const [first, last] = [hypothesis.words[0], hypothesis.words.at(-1)];
      expect((last?.endSample ?? 0) - (first?.startSample ?? 0)).toBeLessThanOrEqual(2 * second + 4000);
    }
    expect(run.engineStream.trailingSilences).toHaveLength(1);
    expect(run.of('speech_start')).toHaveLength(1);
    expect(run.of('speech_end')).toHaveLength(1);
  });

  test('is cut where the speaker has paused, although more words were heard since', () => {
    const run = new Run(rules, lagFrames);
    run.push(joinAudio(talk(1, 5), silenceAudio(6000), talk(6, 8), silenceAudio(second))).settle();
    expect(run.finals()[0]).toBe('w1 w2 w3 w4 w5');
  });

  test('is not cut in the end of an utterance that is over', () => {
    const frames = Math.ceil(((rules.maxSegmentMs / 1000) * second) / unit);
    const silence = (rules.endpointingMs * 16) / unit;
    const speech = joinAudio(wordAudio(1, 20 * unit), wordAudio(2, (frames - silence - 20) * unit));
    const run = new Run(rules, 0, { engine: { stepsToEnd: 3 } }).push(joinAudio(speech, silenceAudio(second))).settle();
    expect(run.finals()).toEqual(['w1 w2']);
    expect(endsOf(run)).toEqual([{ at: frames * unit, sample: frames * unit }]);
  });

  test('says in partials only what is behind the cut', () => {
    const run = new Run(rules, lagFrames).push(joinAudio(talk(1, 30), silenceAudio(second))).settle();
    let told: readonly string[] = [];
    for (const event of run.events) {
      if (event.type !== 'final' && event.type !== 'partial') continue;
      const words = event.hypothesis.words.map(({ text }) => text);
      expect(words.filter((word) => told.includes(word))).toEqual([]);
      if (event.type === 'final') told = [...told, ...words];
    }
  });

  test('ends once where a request comes in the middle of it, right behind a cut, or at its end', () => {
    const whole = new Run(rules, lagFrames).push(joinAudio(talk(1, 30), silenceAudio(second))).settle();
    for (const { at } of endsOf(whole).filter((end) => end.sample < end.at)) {
      for (const place of [at - unit - 1, at - 1, at, at + 1]) {
        const audio = joinAudio(talk(1, 30), silenceAudio(second));
        const run = new Run(rules, lagFrames).push(audio.slice(0, place)).finalise({ type: 'flushed', flushId: 1 });
        run.push(audio.slice(place)).finalise({ type: 'ended' }).settle();
        const ended = new Run(rules, lagFrames).push(audio.slice(0, place)).finalise({ type: 'ended' }).settle();
        // A word that a request divides is two words, and here they have one name.
        expect([...new Set(wordsOf(run))]).toEqual(numbers(1, 30));
        expect(ended.events.at(-1)).toEqual({ type: 'ended' });
        expect(ended.of('final').at(-1)).toMatchObject({ goesOn: false, at: place });
        const places = endsOf(run).map((end) => end.at);
        expect(places).toEqual([...new Set(places)]);
      }
    }
  });

  test('loses no word, tells none twice and never goes back, whatever is said and flushed', () => {
    fc.assert(
      fc.property(phrases, (spoken) => {
        const run = play(new Run(rules, lagFrames), spoken);
        const all = numbers(
          1,
          spoken.reduce((sum, { words }) => sum + words.length, 0),
        );
        // Sounds that are over before the detector hears them are no speech.
        const heard = wordsOf(run);
        expect(heard).toEqual(all.filter((word) => heard.includes(word)));
        let end = 0;
        for (const { hypothesis } of run.of('final')) {
          for (const { startSample, endSample } of hypothesis.words) {
            expect(startSample).toBeGreaterThanOrEqual(end);
            expect(endSample).toBeGreaterThanOrEqual(startSample);
            end = endSample;
          }
        }
        const starts = run.of('speech_start');
        run.of('speech_end').forEach(({ sample }, index) => {
          expect(sample).toBeGreaterThanOrEqual(starts[index]?.sample ?? Infinity);
        });
        const places = endsOf(run).map(({ at }) => at);
        expect(places).toEqual([...new Set(places)]);
      }),
      { numRuns: 30 },
    );
  });

  test('is cut at the same place, and all else told the same, whatever the chunks', () => {
    fc.assert(
      fc.property(phrases, fc.integer({ min: 1, max: 6000 }), (spoken, chunk) => {
        const whole = play(new Run(rules, lagFrames), spoken);
        const cut = play(new Run(rules, lagFrames), spoken, Math.max(chunk, 50));
        expect(cut.events).toEqual(whole.events);
      }),
      { numRuns: 25 },
    );
  });
});

describe('a tracker that was told where segments ended', () => {
  /** Every third word is not heard, and its place not either. */
  function dropping(words: readonly HypothesisWord[]): readonly HypothesisWord[] {
    return words.filter((_word, index) => index % 3 !== 1);
  }

  /** Words come out two by two as one. */
  function merging(words: readonly HypothesisWord[]): readonly HypothesisWord[] {
    return words.flatMap((word, index) => {
      const next = words[index + 1];
      if (index % 2 === 1) return [];
      return [next === undefined ? word : { ...word, text: `${word.text}+${next.text}`, endSample: next.endSample }];
    });
  }

  test('tells the same finals as the one before although it hears words a little earlier or later', () => {
    fc.assert(
      fc.property(phrases, fc.integer({ min: -250, max: 250 }), (spoken, shift) => {
        const before = play(new Run(rules, lagFrames), spoken);
        const beginning = { toldEnds: endsOf(before) };
        const again = play(new Run(rules, lagFrames, { beginning, engine: { mishear: shiftedBy(shift) } }), spoken);
        expect(certain(again)).toEqual(certain(before));
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    ['leaves out words', dropping],
    ['hears two words as one', merging],
  ])('ends its segments at the same places although its engine %s', (_how, mishear) => {
    fc.assert(
      fc.property(phrases, (spoken) => {
        const before = play(new Run(rules, lagFrames), spoken);
        const beginning = { toldEnds: endsOf(before) };
        const again = play(new Run(rules, lagFrames, { beginning, engine: { mishear } }), spoken);
        const places = (run: Run): unknown => run.of('final').map(({ at, end, goesOn }) => ({ at, end, goesOn }));
        expect(places(again)).toEqual(places(before));
        // Of the words it hears, none is told twice.
        const heard = wordsOf(again);
        expect(heard).toEqual([...new Set(heard)]);
      }),
      { numRuns: 25 },
    );
  });

  test('decides by itself behind the last of them', () => {
    const audio = joinAudio(talk(1, 30), silenceAudio(second), talk(31, 30), silenceAudio(second));
    const before = new Run(rules, lagFrames).push(audio).settle();
    for (let count = 0; count <= endsOf(before).length; count += 1) {
      const beginning = { toldEnds: endsOf(before).slice(0, count) };
      expect(new Run(rules, lagFrames, { beginning }).push(audio).settle().events).toEqual(before.events);
    }
  });
});
