import { describe, expect, it } from 'vitest';
import { Distribution } from '../../src/metrics/distribution.ts';

describe('a distribution', () => {
  it('counts a value in the first bucket that takes it, and one above all in the total only', () => {
    const distribution = new Distribution([0.1, 0.3, 1]);
    for (const value of [0.1, 0.2, 0.3, 0.9, 5]) distribution.observe(value);
    expect([...distribution.counts]).toEqual([1, 2, 1]);
    expect(distribution.count).toBe(5);
    expect(distribution.sum).toBeCloseTo(6.5);
  });
});
