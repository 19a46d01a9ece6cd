import { describe, expect, it } from 'vitest';
import { loudnessOf, PeaksRing } from '../../src/live/peaks-ring.ts';

describe('PeaksRing', () => {
  it('keeps the loudest sample of each piece, whatever the chunks', () => {
    const samples = Int16Array.from([0, -32_768, 10, 16_384, 0, 0, 0, 0, 100]);
    for (const cut of [1, 2, 5, 9]) {
      const ring = new PeaksRing(8, 4);
      for (let at = 0; at < samples.length; at += cut) ring.push(samples.subarray(at, at + cut));
      expect(ring.count).toBe(2);
      expect([ring.at(0), ring.at(1)]).toEqual([1, 0]);
    }
  });

  it('forgets the oldest pieces and tells silence for them', () => {
    const ring = new PeaksRing(2, 1);
    ring.push(Int16Array.from([32_767, 32_767, 32_767]));
    expect([ring.at(-1), ring.at(0), ring.at(1), ring.at(2), ring.at(3)]).toEqual([0, 0, 1, 1, 0]);
  });

  it('begins again at any piece', () => {
    const ring = new PeaksRing(4, 1);
    ring.push(Int16Array.from([32_767]));
    ring.restart(10);
    ring.push(Int16Array.from([32_767]));
    expect([ring.count, ring.at(9), ring.at(10)]).toEqual([11, 0, 1]);
  });
});

describe('loudnessOf', () => {
  it('tells full scale, and silence as the quietest there is', () => {
    expect(loudnessOf(Int16Array.from([32_767, -32_767]))).toEqual({ rmsDbfs: 0, peakDbfs: 0 });
    expect(loudnessOf(new Int16Array(3))).toEqual({ rmsDbfs: -100, peakDbfs: -100 });
    expect(loudnessOf(new Int16Array(0)).rmsDbfs).toBe(-100);
  });
});
