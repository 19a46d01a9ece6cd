import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ReleaseClock } from '../../src/worker/host/release-clock.ts';

describe('ReleaseClock', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('has all who hold something release it at the same moment, half a second after the first began, and once', () => {
    const clock = new ReleaseClock();
    const holders = Array.from({ length: 3 }, () => ({ release: vi.fn() }));
    for (const holder of holders) {
      clock.join(holder);
      clock.join(holder);
      vi.advanceTimersByTime(100);
    }
    vi.advanceTimersByTime(199);
    for (const { release } of holders) expect(release).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    for (const { release } of holders) expect(release).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(10_000);
    for (const { release } of holders) expect(release).toHaveBeenCalledOnce();
  });

  test('lets one that joins while it releases wait for the next time', () => {
    const clock = new ReleaseClock();
    const release = vi.fn(() => {
      if (release.mock.calls.length < 3) clock.join(holder);
    });
    const holder = { release };
    clock.join(holder);
    vi.advanceTimersByTime(500);
    expect(release).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(5000);
    expect(release).toHaveBeenCalledTimes(3);
  });

  test('leaves alone who holds nothing any more, and runs no timer for nobody', () => {
    const clock = new ReleaseClock();
    const [left, stays] = [{ release: vi.fn() }, { release: vi.fn() }];
    clock.join(left);
    clock.join(stays);
    clock.leave(left);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(500);
    expect(left.release).not.toHaveBeenCalled();
    expect(stays.release).toHaveBeenCalledOnce();
    clock.join(left);
    clock.leave(left);
    clock.leave(left);
    expect(vi.getTimerCount()).toBe(0);
  });
});
