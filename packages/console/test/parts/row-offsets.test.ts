import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowOffsets } from '../../src/parts/row-offsets.ts';

describe('the rows of a long list', () => {
  it('stand below each other, measured or estimated', () => {
    const offsets = new RowOffsets(4, 10);
    expect(offsets.measure(1, 30)).toBe(true);
    expect(offsets.measure(1, 30.2)).toBe(false);
    expect([0, 1, 2, 3, 4].map((index) => offsets.edge(index))).toEqual([0, 10, 40, 50, 60]);
    expect(offsets.total).toBe(60);
  });

  it('are found by where they stand', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 60 }),
        fc.nat(40_000),
        (heights, distance) => {
          const offsets = new RowOffsets(heights.length, 50);
          heights.forEach((height, index) => offsets.measure(index, height));
          const found = offsets.at(distance);
          expect(offsets.edge(found)).toBeLessThanOrEqual(distance);
          if (found < heights.length - 1) expect(offsets.edge(found + 1)).toBeGreaterThan(distance);
        },
      ),
    );
  });

  it('are none in an empty list', () => {
    const offsets = new RowOffsets(0, 10);
    expect([offsets.at(100), offsets.total]).toEqual([0, 0]);
  });
});
