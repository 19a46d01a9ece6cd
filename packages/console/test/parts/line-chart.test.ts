import { describe, expect, it } from 'vitest';
import { linePath } from '../../src/parts/line-chart.tsx';

describe('a line', () => {
  it('goes from edge to edge, with 0 at the foot', () => {
    expect(linePath([0, 5, 10], 10)).toBe('M0.0 62.0L120.0 32.0L240.0 2.0');
  });

  it('has a gap where a value is missing', () => {
    expect(linePath([0, undefined, 10], 10)).toBe('M0.0 62.0M240.0 2.0');
  });

  it('lies on the foot when nothing is above 0', () => {
    expect(linePath([0, 0], 0)).toBe('M0.0 62.0L240.0 62.0');
  });
});
