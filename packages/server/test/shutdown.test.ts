import { describe, expect, it } from 'vitest';
import { FakeClock } from '@steno/testkit';
import { Shutdown } from '../src/shutdown.ts';

const startMs = 1_700_000_000_000;
const drainTimeoutMs = 30_000;

interface Made {
  readonly shutdown: Shutdown;
  readonly clock: FakeClock;
  /** What was done: the moments announced, from the start, and `drain`. */
  readonly done: readonly (number | 'drain')[];
  /** The last session is over. */
  readonly finishSessions: () => void;
  /** Whether it is due, once all that waits has had its turn. */
  readonly isDue: () => Promise<boolean>;
}

function makeShutdown(): Made {
  const clock = new FakeClock();
  const done: (number | 'drain')[] = [];
  let finishSessions = (): void => undefined;
  const allOver = new Promise<void>((resolve) => {
    finishSessions = resolve;
  });
  const shutdown = new Shutdown({
    clock,
    now: () => startMs + clock.nowMs(),
    drainTimeoutMs,
    announce: (atMs) => void done.push(atMs - startMs),
    drain: () => void done.push('drain'),
    allOver: () => allOver,
  });
  let isDue = false;
  void shutdown.due.then(() => {
    isDue = true;
  });
  return {
    shutdown,
    clock,
    done,
    finishSessions,
    isDue: async () => {
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
      return isDue;
    },
  };
}

describe('a shutdown', () => {
  it('is at no moment before it is announced', () => {
    const { shutdown, clock } = makeShutdown();
    expect(shutdown.atMs).toBeUndefined();
    expect(clock.pendingTimers).toBe(0);
  });

  it('is announced, drains before its moment, and is due then', async () => {
    const { shutdown, clock, done, isDue } = makeShutdown();
    shutdown.announce(startMs + 100_000);
    expect(shutdown.atMs).toBe(startMs + 100_000);
    clock.advance(100_000 - drainTimeoutMs - 1);
    expect(done).toEqual([100_000]);
    clock.advance(1);
    expect(done).toEqual([100_000, 'drain']);
    clock.advance(drainTimeoutMs - 1);
    expect(await isDue()).toBe(false);
    clock.advance(1);
    expect(await isDue()).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is due early when the last session is over after it drains, but not before', async () => {
    const { shutdown, clock, finishSessions, isDue } = makeShutdown();
    shutdown.announce(startMs + 100_000);
    finishSessions();
    expect(await isDue()).toBe(false);
    clock.advance(100_000 - drainTimeoutMs);
    expect(await isDue()).toBe(true);
  });

  it('drains at once when less time is left than draining may take', () => {
    const { shutdown, done } = makeShutdown();
    shutdown.announce(startMs + drainTimeoutMs);
    expect(done).toEqual([drainTimeoutMs, 'drain']);
  });

  it('is due at once when its moment has gone by', async () => {
    const { shutdown, clock, done, isDue } = makeShutdown();
    shutdown.announce(startMs - 1);
    clock.advance(0);
    expect(done).toEqual([-1, 'drain']);
    expect(await isDue()).toBe(true);
  });

  it.each([50_000, 200_000])('can be moved to %i ms, and the moment before counts no more', async (movedMs) => {
    const { shutdown, clock, done, isDue } = makeShutdown();
    shutdown.announce(startMs + 100_000);
    shutdown.announce(startMs + movedMs);
    expect(shutdown.atMs).toBe(startMs + movedMs);
    clock.advance(movedMs - 1);
    expect(done).toEqual([100_000, movedMs, 'drain']);
    expect(await isDue()).toBe(false);
    clock.advance(1);
    expect(await isDue()).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  it('drains once, also when it is moved to later afterwards', async () => {
    const { shutdown, clock, done, isDue } = makeShutdown();
    shutdown.announce(startMs + 10_000);
    shutdown.announce(startMs + 500_000);
    clock.advance(499_999);
    expect(done).toEqual([10_000, 'drain', 500_000]);
    expect(await isDue()).toBe(false);
    clock.advance(1);
    expect(await isDue()).toBe(true);
  });

  it('begins with as much time as draining may take', () => {
    const { shutdown, done } = makeShutdown();
    shutdown.begin();
    expect(shutdown.atMs).toBe(startMs + drainTimeoutMs);
    expect(done).toEqual([drainTimeoutMs, 'drain']);
  });

  it('begins with less when an earlier moment was announced, and brings a later one forward', () => {
    const early = makeShutdown();
    early.shutdown.announce(startMs + 10_000);
    early.shutdown.begin();
    expect(early.shutdown.atMs).toBe(startMs + 10_000);
    const late = makeShutdown();
    late.shutdown.announce(startMs + 100_000);
    late.shutdown.begin();
    expect(late.shutdown.atMs).toBe(startMs + drainTimeoutMs);
  });

  it('that is cancelled leaves no timer, and may be cancelled again', async () => {
    const { shutdown, clock, done, isDue } = makeShutdown();
    shutdown.announce(startMs + 100_000);
    shutdown.cancel();
    shutdown.cancel();
    expect(clock.pendingTimers).toBe(0);
    clock.advance(200_000);
    expect(done).toEqual([100_000]);
    expect(await isDue()).toBe(false);
  });

  it('at a moment no timer can wait for waits as long as one can', async () => {
    const { shutdown, clock, isDue } = makeShutdown();
    shutdown.announce(startMs + 1e15);
    clock.advance(2_147_483_646);
    expect(await isDue()).toBe(false);
    clock.advance(1);
    expect(await isDue()).toBe(true);
  });
});
