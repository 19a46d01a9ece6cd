import { msToSamples } from '@steno/audio';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leadInMs, preRollMs } from '../../src/endpointing/endpoint-rules.ts';
import { ArrivingLeadIn, RecentAudio } from '../../src/endpointing/recent-audio.ts';

const longest = msToSamples(leadInMs);

function counting(from: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => from + index);
}

describe('RecentAudio', () => {
  test('gives what was heard just before a place, however it came', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: msToSamples(preRollMs) }),
        (lengths, back) => {
          const recent = new RecentAudio();
          let end = 0;
          for (const length of lengths) {
            recent.push(counting(end, length));
            end += length;
          }
          const place = Math.max(0, end - back);
          const start = Math.max(0, place - longest);
          expect(recent.takeLeadIn(back)).toEqual(counting(start, place - start));
          recent.push(counting(0, 7));
          expect(recent.takeLeadIn(0)).toEqual(counting(0, 7));
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('ArrivingLeadIn', () => {
  test('gathers what comes in pieces until nothing is missing', () => {
    const leadIn = new ArrivingLeadIn(5);
    leadIn.push(counting(0, 2));
    expect(leadIn.missing).toBe(3);
    expect(leadIn.samples).toEqual(counting(0, 2));
    leadIn.push(counting(2, 3));
    expect(leadIn.missing).toBe(0);
    expect(leadIn.samples).toEqual(counting(0, 5));
  });
});
