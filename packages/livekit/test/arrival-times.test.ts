import { describe, expect, it } from 'vitest';
import { ArrivalTimes } from '../src/arrival-times.ts';

describe('ArrivalTimes', () => {
  it('knows when the part with a position arrived', () => {
    const arrivals = new ArrivalTimes(3);
    arrivals.note(50, 1000);
    arrivals.note(100, 1050);
    expect([0, 50, 51, 100].map((positionMs) => arrivals.at(positionMs))).toEqual([1000, 1000, 1050, 1050]);
  });

  it('knows nothing of what has not arrived', () => {
    const arrivals = new ArrivalTimes(3);
    expect(arrivals.at(0)).toBeUndefined();
    arrivals.note(50, 1000);
    expect(arrivals.at(51)).toBeUndefined();
  });

  it('forgets the oldest beyond its capacity', () => {
    const arrivals = new ArrivalTimes(2);
    for (const index of [1, 2, 3]) arrivals.note(index * 50, index);
    expect(arrivals.at(50)).toBeUndefined();
    // Where the second part begins went with the first.
    expect(arrivals.at(100)).toBeUndefined();
    expect(arrivals.at(150)).toBe(3);
  });
});
