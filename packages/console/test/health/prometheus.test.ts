import { describe, expect, it } from 'vitest';
import { parseMetrics, sumOf, sumsBy } from '../../src/health/prometheus.ts';

describe('metrics', () => {
  it('are read with their labels, escapes and special numbers', () => {
    const metrics = parseMetrics(
      [
        '# HELP a b',
        '# TYPE a gauge',
        'a 1',
        'b{x="1",y="a\\"b\\\\c\\nd, e}"} 2.5e3 1700000000000',
        'c NaN',
        'd +Inf',
        '',
      ].join('\n'),
    );
    expect(metrics.get('a')).toEqual([{ labels: {}, value: 1 }]);
    expect(metrics.get('b')).toEqual([{ labels: { x: '1', y: 'a"b\\c\nd, e}' }, value: 2500 }]);
    expect(metrics.get('c')?.[0]?.value).toBeNaN();
    expect(metrics.get('d')?.[0]?.value).toBe(Infinity);
  });

  it.each(['<!doctype html>', 'a', 'a one', '{"error":{}}'])(
    'are refused when they are something else (%s)',
    (text) => {
      expect(() => parseMetrics(text)).toThrow(expect.objectContaining({ kind: 'malformed' }) as Error);
    },
  );

  it('are summed over labels, and by one of them', () => {
    const metrics = parseMetrics(
      'r{code="x",m="1"} 2\nr{code="y",m="1"} 5\nr{code="x",m="2"} 1\nr{code="z",m="1"} 0\n',
    );
    expect(sumOf(metrics, 'r')).toBe(8);
    expect(sumOf(metrics, 'r', { code: 'x' })).toBe(3);
    expect(sumOf(metrics, 'none')).toBe(0);
    expect(sumsBy(metrics, 'r', 'code')).toEqual([
      ['y', 5],
      ['x', 3],
    ]);
  });
});
