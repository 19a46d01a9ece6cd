import { describe, expect, it } from 'vitest';
import { histogramOf, quantile, since } from '../../src/health/histogram.ts';
import { parseMetrics } from '../../src/health/prometheus.ts';

const text = (counts: readonly (readonly [string, number])[], model = 'a'): string =>
  counts.map(([le, count]) => `h_bucket{le="${le}",model="${model}"} ${count}\n`).join('');
const read = (...parts: readonly string[]): ReturnType<typeof histogramOf> =>
  histogramOf(parseMetrics(parts.join('')), 'h');

describe('a histogram', () => {
  it('has the values of each bucket alone, over all labels', () => {
    const histogram = read(
      text([
        ['0.1', 2],
        ['1', 5],
        ['+Inf', 6],
      ]),
      text(
        [
          ['0.1', 0],
          ['1', 1],
          ['+Inf', 1],
        ],
        'b',
      ),
    );
    expect(histogram).toEqual({ bounds: [0.1, 1, Infinity], counts: [2, 4, 1], count: 7 });
  });

  it('is sorted by its bounds, whatever their order in the text', () => {
    expect(
      read(
        text([
          ['+Inf', 3],
          ['10', 3],
          ['2', 1],
        ]),
      ),
    ).toEqual({ bounds: [2, 10, Infinity], counts: [1, 2, 0], count: 3 });
  });

  it('has nothing where the server has nothing', () => {
    expect(read('')).toEqual({ bounds: [], counts: [], count: 0 });
    expect(quantile(read(''), 0.5)).toBeUndefined();
  });

  it('estimates quantiles evenly within a bucket, as Prometheus does', () => {
    const histogram = read(
      text([
        ['1', 0],
        ['2', 10],
        ['4', 20],
        ['+Inf', 20],
      ]),
    );
    expect(quantile(histogram, 0.25)).toBeCloseTo(1.5);
    expect(quantile(histogram, 0.5)).toBeCloseTo(2);
    expect(quantile(histogram, 0.75)).toBeCloseTo(3);
    expect(quantile(histogram, 1)).toBeCloseTo(4);
  });

  it('names the last finite bound for what lies above it', () => {
    expect(
      quantile(
        read(
          text([
            ['1', 0],
            ['+Inf', 5],
          ]),
        ),
        0.5,
      ),
    ).toBe(1);
  });

  it('is told for what came between two readings', () => {
    const before = read(
      text([
        ['1', 4],
        ['+Inf', 5],
      ]),
    );
    const now = read(
      text([
        ['1', 6],
        ['+Inf', 9],
      ]),
    );
    expect(since(before, now)).toEqual({ bounds: [1, Infinity], counts: [2, 2], count: 4 });
    expect(since(undefined, now)).toBe(now);
  });

  it('begins anew after a new start of the server', () => {
    const now = read(
      text([
        ['1', 1],
        ['+Inf', 1],
      ]),
    );
    expect(
      since(
        read(
          text([
            ['1', 4],
            ['+Inf', 5],
          ]),
        ),
        now,
      ),
    ).toBe(now);
  });
});
