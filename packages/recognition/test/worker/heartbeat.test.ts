import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Heartbeat } from '../../src/worker/host/heartbeat.ts';

let asked: number;
let hung: number;
let now: number;
let heartbeat: Heartbeat;

beforeEach(() => {
  vi.useFakeTimers();
  asked = 0;
  hung = 0;
  now = 0;
  heartbeat = new Heartbeat({
    timeoutMs: 10_000,
    ask: () => {
      asked += 1;
    },
    onHung: () => {
      hung += 1;
    },
    now: () => now,
  });
});

afterEach(() => {
  heartbeat.close();
  vi.useRealTimers();
});

/** One turn of the timer, which came so much later than the one before. */
function tick(elapsedMs = 1000): void {
  now += elapsedMs;
  vi.advanceTimersByTime(1000);
}

describe('Heartbeat', () => {
  test('asks again and again as long as it is answered', () => {
    for (let second = 0; second < 60; second += 1) {
      tick();
      if (second % 3 === 0) heartbeat.answer();
    }
    expect(asked).toBeGreaterThan(15);
    expect(hung).toBe(0);
  });

  test('tells once that no answer came in time, not earlier', () => {
    for (let second = 0; second < 10; second += 1) tick();
    expect(hung).toBe(0);
    tick();
    expect(hung).toBe(1);
    for (let second = 0; second < 60; second += 1) tick();
    expect([asked, hung]).toEqual([1, 1]);
  });

  test('does not take its own late timers for a hang: a stalled process, a machine that slept', () => {
    tick();
    tick(60_000);
    tick(8 * 3_600_000);
    for (let second = 0; second < 9; second += 1) tick();
    expect(hung).toBe(0);
    tick();
    expect(hung).toBe(1);
  });

  test('says that an answer came to nothing that was asked', () => {
    expect(heartbeat.answer()).toBe(false);
    tick();
    expect([heartbeat.answer(), heartbeat.answer()]).toEqual([true, false]);
  });

  test('leaves no timer when it is closed', () => {
    heartbeat.close();
    heartbeat.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
