import { describe, expect, it } from 'vitest';
import { LatencyMeter } from '../../src/live/latency-meter.ts';
import { final, partial } from '../results.ts';

/** A meter that had `ms` of audio in chunks of 100 ms, each when it was spoken. */
function heard(ms: number): LatencyMeter {
  const meter = new LatencyMeter();
  for (let end = 100; end <= ms; end += 100) meter.heard(end, end);
  return meter;
}

describe('LatencyMeter', () => {
  it('counts a partial from the chunk that holds the end of its text', () => {
    const meter = heard(2000);
    meter.result(partial(0, 'one', 950), 1300);
    expect(meter.partial).toEqual({ p50: 300, p95: 300, count: 1 });
  });

  it('counts only partials that hear further than the one before', () => {
    const meter = heard(2000);
    meter.result(partial(0, 'one', 500), 600);
    meter.result(partial(0, 'won', 500), 900);
    meter.result(partial(0, '', 700), 900);
    expect(meter.partial?.count).toBe(1);
  });

  it('counts a final from the end of its last word', () => {
    const meter = heard(3000);
    meter.result(final(0, 'one two', 0), 1700);
    expect(meter.final).toEqual({ p50: 700, p95: 700, count: 1 });
  });

  it('tells nothing before there is anything, and of text without known audio', () => {
    const meter = new LatencyMeter();
    meter.result(final(0, 'one'), 1000);
    expect([meter.partial, meter.final, meter.lag]).toEqual([undefined, undefined, undefined]);
  });

  it('forgets when old audio came, and does not count what is as old', () => {
    const meter = heard(700_000);
    meter.result(final(0, 'one', 0), 700_500);
    expect(meter.final).toBeUndefined();
    meter.result(final(1, 'two', 699_000), 700_500);
    expect(meter.final?.p50).toBe(500);
  });

  it('makes its figures of the newest values and keeps the longest lag', () => {
    const meter = new LatencyMeter();
    meter.confirmed(9000, 0);
    for (let index = 0; index < 1000; index += 1) meter.confirmed(index % 100, 1000 + index);
    expect(meter.lag).toEqual({ p50: 49, p95: 94, count: 1001, max: 9000 });
  });

  it('has one point a second for the last two minutes', () => {
    const meter = heard(1000);
    meter.confirmed(40, 500_100);
    meter.confirmed(70, 500_900);
    meter.confirmed(20, 503_000);
    const points = meter.points(503_500);
    expect(points).toHaveLength(120);
    expect(points.at(-4)?.lagMs).toBe(70);
    expect(points.at(-1)?.lagMs).toBe(20);
    expect(points.filter(({ lagMs }) => lagMs !== undefined)).toHaveLength(2);
    expect(meter.points(700_000).every(({ lagMs }) => lagMs === undefined)).toBe(true);
  });
});
