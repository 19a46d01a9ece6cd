import { describe, expect, it } from 'vitest';
import { FakeClock } from '@steno/testkit';
import { RateLimiter } from '../../src/limits/rate-limiter.ts';

function limiter(perSecond: number, burstSeconds = 2, capacity = 10) {
  const clock = new FakeClock();
  const nowMs = (): number => clock.nowMs();
  return {
    clock,
    limiter: new RateLimiter({ perSecond, burst: perSecond * burstSeconds, owedSeconds: 5, capacity, nowMs }),
  };
}

function takeMany(from: RateLimiter, name: string, count: number): number {
  return Array.from({ length: count }, () => from.take(name)).filter((waitMs) => waitMs === 0).length;
}

describe('a rate limiter', () => {
  it('takes a burst at once, then as many a second as it says', () => {
    const { clock, limiter: four } = limiter(4);
    expect(takeMany(four, 'a', 20)).toBe(8);
    for (const seconds of [1, 1, 5]) {
      clock.advance(seconds * 1000);
      expect(takeMany(four, 'a', 20)).toBe(Math.min(8, seconds * 4));
    }
  });

  it('says how long to wait, after which there is a token', () => {
    const { clock, limiter: four } = limiter(4, 1);
    takeMany(four, 'a', 4);
    const waitMs = four.take('a');
    expect(waitMs).toBe(250);
    clock.advance(waitMs);
    expect(four.take('a')).toBe(0);
    expect(four.take('a')).toBeGreaterThan(0);
  });

  it('takes nothing from whoever has to wait, however often it is asked', () => {
    const { clock, limiter: one } = limiter(1, 1);
    takeMany(one, 'a', 1000);
    clock.advance(1000);
    expect(takeMany(one, 'a', 5)).toBe(1);
  });

  it('lets a name owe what it is charged for beyond what it has, up to a bound', () => {
    const { clock, limiter: four } = limiter(4);
    four.charge('a', 12);
    expect(four.take('a')).toBe(1250);
    four.charge('a', 1000);
    expect(four.take('a')).toBe(5250);
    clock.advance(5250);
    expect(takeMany(four, 'a', 5)).toBe(1);
    expect(takeMany(four, 'b', 20)).toBe(8);
  });

  it('counts each name by itself', () => {
    const { limiter: one } = limiter(1, 1);
    expect([takeMany(one, 'a', 5), takeMany(one, 'b', 5)]).toEqual([1, 1]);
  });

  it('remembers no more names than it may, and forgets the one seen longest ago', () => {
    const { limiter: one } = limiter(1, 1, 3);
    for (const name of ['a', 'b', 'c', 'a', 'd']) one.take(name);
    expect(one.size).toBe(3);
    expect(['a', 'c', 'd'].map((name) => one.take(name) > 0)).toEqual([true, true, true]);
    expect(one.take('b')).toBe(0);
  });

  it('takes everything and remembers nobody when it limits nothing', () => {
    const { limiter: none } = limiter(0);
    expect(takeMany(none, 'a', 1000)).toBe(1000);
    expect(none.size).toBe(0);
  });
});
