import { describe, expect, it } from 'vitest';
import { type Pace, paced } from '../../src/live/pace.ts';

async function* slices(): AsyncGenerator<Int16Array> {
  yield new Int16Array(4000);
  yield new Int16Array(800);
}

/** A clock that waiting moves on, and nothing else. */
function run(
  pace: Pace,
  signal = new AbortController().signal,
): { waits: number[]; pieces: AsyncGenerator<Int16Array> } {
  const waits: number[] = [];
  let now = 0;
  const clock = {
    now: () => now,
    wait: async (ms: number) => {
      waits.push(ms);
      now += ms;
    },
  };
  return { waits, pieces: paced(slices(), { pace, clock, signal }) };
}

describe('paced', () => {
  it('gives pieces of 100 ms when they have been spoken', async () => {
    const { waits, pieces } = run('real-time');
    const lengths: number[] = [];
    for await (const piece of pieces) lengths.push(piece.length);
    expect(lengths).toEqual([1600, 1600, 800, 800]);
    expect(waits).toEqual([100, 100, 50, 50]);
  });

  it('waits for nothing when the audio is to go fast', async () => {
    const { waits, pieces } = run('fast');
    let count = 0;
    for await (const _piece of pieces) count += 1;
    expect(count).toBe(4);
    expect(waits).toEqual([]);
  });

  it('ends when it is aborted', async () => {
    const controller = new AbortController();
    const { pieces } = run('real-time', controller.signal);
    await pieces.next();
    controller.abort();
    expect((await pieces.next()).done).toBe(true);
  });
});
