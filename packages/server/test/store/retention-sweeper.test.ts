import { FakeClock } from '@steno/testkit';
import { describe, expect, it } from 'vitest';
import { RetentionSweeper } from '../../src/store/retention-sweeper.ts';

function makeSweeper(retentionMs: number, sweep?: () => Promise<number>) {
  const clock = new FakeClock();
  const swept: number[] = [];
  const problems: unknown[] = [];
  const sweeper = new RetentionSweeper({
    store: {
      sweep: (endedBeforeMs) => {
        swept.push(endedBeforeMs);
        return sweep?.() ?? Promise.resolve(0);
      },
    },
    retentionMs,
    clock,
    now: () => 1_000_000 + clock.nowMs(),
    onProblem: (error) => problems.push(error),
  });
  return { clock, swept, problems, sweeper };
}

const settled = (): Promise<void> => new Promise(setImmediate);

describe('a retention sweeper', () => {
  it('sweeps at once what ended before the retention began', () => {
    expect(makeSweeper(100_000).swept).toEqual([900_000]);
  });

  it.each([
    [100_000, 10_000],
    [86_400_000_000, 600_000],
    [500, 1_000],
  ])('of a retention of %d ms sweeps again after %d ms', async (retentionMs, intervalMs) => {
    const { clock, swept } = makeSweeper(retentionMs);
    await settled();
    clock.advance(intervalMs - 1);
    expect(swept).toHaveLength(1);
    clock.advance(1);
    expect(swept).toEqual([1_000_000 - retentionMs, 1_000_000 - retentionMs + intervalMs]);
  });

  it('never sweeps twice at a time', async () => {
    let finish: (count: number) => void = () => undefined;
    const { clock, swept } = makeSweeper(10_000, () => new Promise((resolve) => (finish = resolve)));
    clock.advance(100_000);
    expect(swept).toHaveLength(1);
    finish(1);
    await settled();
    clock.advance(1_000);
    expect(swept).toHaveLength(2);
  });

  it('tells what a sweep failed with, and goes on', async () => {
    const failure = new Error('no');
    const { clock, swept, problems } = makeSweeper(10_000, () => Promise.reject(failure));
    await settled();
    clock.advance(1_000);
    await settled();
    expect(swept).toHaveLength(2);
    expect(problems).toEqual([failure, failure]);
  });

  it('leaves no timer when it is closed, also during a sweep', async () => {
    let finish: (count: number) => void = () => undefined;
    const { clock, sweeper } = makeSweeper(10_000, () => new Promise((resolve) => (finish = resolve)));
    const closed = sweeper.close();
    finish(0);
    await closed;
    await sweeper.close();
    expect(clock.pendingTimers).toBe(0);
  });
});
