import { describe, expect, it } from 'vitest';
import { latenciesOf, type SessionTimeline } from '../../../src/common/measure/latencies.ts';

const word = (text: string, endMs: number): { word: string; startMs: number; endMs: number } => ({
  word: text,
  startMs: endMs - 100,
  endMs,
});
/** Chunks of 100 ms, each sent 5 ms after its last sample. */
const chunks = Array.from({ length: 30 }, (_, index) => ({ endMs: (index + 1) * 100, atMs: (index + 1) * 100 + 5 }));

function timeline(changes: Partial<SessionTimeline>): SessionTimeline {
  return {
    chunks,
    speechStartMs: 300,
    stopAtMs: 3_005,
    endAtMs: 3_105,
    results: [
      { atMs: 645, result: { segment: 0, text: 'Hello', isFinal: false, words: [] } },
      { atMs: 1_000, result: { segment: 0, text: 'Hello wide', isFinal: false, words: [] } },
      {
        atMs: 1_505,
        result: { segment: 0, text: 'Hello world.', isFinal: true, words: [word('Hello', 500), word('world.', 901)] },
      },
    ],
    ...changes,
  };
}

describe('latencies', () => {
  it('begin when the chunk was sent that holds the first sample of speech', () => {
    // A chunk that ends where speech begins holds none of it.
    expect(latenciesOf(timeline({})).firstPartial).toEqual([645 - 405]);
  });

  it('of a word end with the first text that has it in its place', () => {
    expect(latenciesOf(timeline({})).partial).toEqual([645 - 505, 1_505 - 1_005]);
  });

  it('of a final begin with the end of its last word', () => {
    expect(latenciesOf(timeline({})).final).toEqual([1_505 - 1_005]);
  });

  it('of finals leave out those that came because the audio was over', () => {
    expect(latenciesOf(timeline({ stopAtMs: 1_405 }))).toMatchObject({ final: [], stop: 1_700 });
  });

  it('do not count text that is none', () => {
    const results = [{ atMs: 645, result: { segment: 0, text: '', isFinal: true, words: [] } }];
    expect(latenciesOf(timeline({ results }))).toMatchObject({ firstPartial: [], partial: [], final: [] });
  });
});
