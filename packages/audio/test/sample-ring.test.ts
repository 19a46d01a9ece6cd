import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SampleRing } from '../src/sample-ring.ts';

const float32 = fc.float32Array({ maxLength: 30, noNaN: true });

describe('SampleRing', () => {
  it('gives the newest samples of whatever was pushed and taken', () => {
    const steps = fc.array(
      fc.oneof({ weight: 4, arbitrary: float32 }, { weight: 1, arbitrary: fc.constant('take' as const) }),
    );
    fc.assert(
      fc.property(fc.nat({ max: 20 }), steps, (capacity, todo) => {
        const ring = new SampleRing(capacity);
        let expected: number[] = [];
        for (const step of [...todo, 'take' as const]) {
          if (step === 'take') {
            expect(ring.length).toBe(expected.length);
            expect([...ring.take()]).toEqual(expected);
            expected = [];
          } else {
            ring.push(step);
            expected = capacity === 0 ? [] : [...expected, ...step].slice(-capacity);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('copies what is pushed', () => {
    const ring = new SampleRing(2);
    const samples = Float32Array.of(1, 2);
    ring.push(samples);
    samples.fill(0);
    expect([...ring.take()]).toEqual([1, 2]);
  });

  it.each([-1, 1.5, Number.NaN])('throws RangeError for the capacity %s', (capacity) => {
    expect(() => new SampleRing(capacity)).toThrow(RangeError);
  });
});
