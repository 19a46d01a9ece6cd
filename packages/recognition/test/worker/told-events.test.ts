import { describe, expect, test } from 'vitest';
import type { HypothesisWord } from '../../src/contract/hypothesis.ts';
import { ToldEvents } from '../../src/worker/host/told-events.ts';

type Event = Parameters<ToldEvents['take']>[0];

function words(...texts: readonly string[]): readonly HypothesisWord[] {
  return texts.map((text) => ({ text, startSample: 0, endSample: 1 }));
}

function final(at: number, ...texts: readonly string[]): Event {
  return { type: 'final', hypothesis: { words: words(...texts) }, goesOn: true, at };
}

function partial(at: number, ...texts: readonly string[]): Event {
  return { type: 'partial', hypothesis: { words: words(...texts) }, at };
}

/** What is told of the events, as types and words. */
function takeAll(told: ToldEvents, events: readonly Event[]): readonly string[] {
  return events.flatMap((event) => {
    const taken = told.take(event);
    if (taken === undefined) return [];
    return 'hypothesis' in taken
      ? [`${taken.type} ${taken.hypothesis.words.map(({ text }) => text).join(' ')}`]
      : [taken.type];
  });
}

/** A cut, a request to finalise right behind it, and the next segment. */
const events: readonly Event[] = [
  { type: 'speech_start', sample: 0, at: 50 },
  partial(60, 'a'),
  final(100, 'a'),
  partial(100, 'b'),
  final(100, 'b'),
  { type: 'speech_end', sample: 100, at: 100 },
  { type: 'speech_start', sample: 100, at: 150 },
  final(200, 'c'),
];

describe('ToldEvents', () => {
  test('tells all of what the first worker tells', () => {
    expect(takeAll(new ToldEvents(), events)).toHaveLength(events.length);
  });

  test('tells each final once, also of two at one place, wherever workers end, and however often', () => {
    for (let first = 0; first <= events.length; first += 1) {
      for (let second = 0; second <= events.length; second += 1) {
        const told = new ToldEvents();
        const all = [...takeAll(told, events.slice(0, first))];
        told.mute();
        all.push(...takeAll(told, events.slice(0, second)));
        told.mute();
        all.push(...takeAll(told, events));
        const certain = all.filter((text) => !text.startsWith('partial'));
        expect(certain).toEqual(['speech_start', 'final a', 'final b', 'speech_end', 'speech_start', 'final c']);
      }
    }
  });

  test('opens no segment again whose final was told', () => {
    const told = new ToldEvents();
    takeAll(told, [partial(60, 'a'), final(100, 'a')]);
    told.mute();
    expect(takeAll(told, [partial(80, 'a'), final(100, 'a'), partial(101, 'b')])).toEqual(['partial b']);
  });

  test('tells a final without words only where it closes a partial', () => {
    const told = new ToldEvents();
    expect(takeAll(told, [final(10), partial(20, 'a'), final(30), final(40)])).toEqual(['partial a', 'final ']);
  });
});
