import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LatencyTally } from '../../src/session/latency-tally.ts';

describe('a tally of latencies', () => {
  it('tells quantiles that are at most 5 % and a millisecond off', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 200 }), (latencies) => {
        const tally = new LatencyTally();
        for (const ms of latencies) tally.observe(ms);
        const sorted = latencies.toSorted((a, b) => a - b);
        const { p50, p95, max, count } = tally.report;
        expect([max, count]).toEqual([sorted.at(-1), sorted.length]);
        for (const [told, share] of [
          [p50, 0.5],
          [p95, 0.95],
        ] as const) {
          const exact = sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
          expect(told).toBeGreaterThanOrEqual(exact - 1);
          expect(told).toBeLessThanOrEqual(exact * 1.05 + 1);
        }
      }),
    );
  });

  it('has one that is longer than any as the longest', () => {
    const tally = new LatencyTally();
    tally.observe(10_000_000);
    expect(tally.report).toMatchObject({ max: 10_000_000, count: 1 });
  });
});
