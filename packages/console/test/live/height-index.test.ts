import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { HeightIndex } from '../../src/live/height-index.ts';

describe('HeightIndex', () => {
  it('tells places as adding up the heights does, whatever was changed', () => {
    const heights = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 70 });
    const changes = fc.array(fc.tuple(fc.nat(69), fc.integer({ min: 1, max: 90 })), { maxLength: 20 });
    fc.assert(
      fc.property(heights, changes, fc.nat(7000), (given, changed, place) => {
        const index = new HeightIndex();
        const plain = [...given];
        for (const height of given) index.append(height);
        for (const [at, height] of changed) {
          index.set(at, height);
          if (at < plain.length) plain[at] = height;
        }
        const offsets = plain.map((_, at) => plain.slice(0, at).reduce((sum, height) => sum + height, 0));
        expect(plain.map((_, at) => index.offset(at))).toEqual(offsets);
        expect(index.total).toBe(plain.reduce((sum, height) => sum + height, 0));
        const found = offsets.findLastIndex((offset) => offset <= place);
        expect(index.find(place)).toBe(found);
      }),
    );
  });

  it('has nothing at any place when it is empty', () => {
    const index = new HeightIndex();
    index.set(3, 10);
    expect([index.find(0), index.total, index.length, index.at(0)]).toEqual([-1, 0, 0, 0]);
    index.append(5);
    index.clear();
    expect(index.total).toBe(0);
  });

  it('finds the first one for a place above all', () => {
    const index = new HeightIndex();
    index.append(5);
    index.append(5);
    expect(index.find(-3)).toBe(0);
  });
});
