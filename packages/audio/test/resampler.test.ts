import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Resampler } from '../src/resampler.ts';

/** A sine of amplitude 1. */
function sine(hz: number, rateHz: number, seconds = 0.25): Float32Array {
  return Float32Array.from({ length: rateHz * seconds }, (_, index) => Math.sin((2 * Math.PI * hz * index) / rateHz));
}

function resample(samples: Float32Array, resampler: Resampler): Float32Array {
  return Float32Array.of(...resampler.push(samples), ...resampler.end());
}

/** The level without the edges of the stream, in dB of a sine of amplitude 1; under a Hann window, so that any tone fits. */
function levelDb(samples: Float32Array): number {
  const middle = samples.subarray(samples.length / 8, (samples.length * 7) / 8);
  let power = 1e-20;
  let weights = 0;
  for (const [index, sample] of middle.entries()) {
    const weight = 1 - Math.cos((2 * Math.PI * (index + 0.5)) / middle.length);
    power += weight * sample * sample;
    weights += weight;
  }
  return 10 * Math.log10((2 * power) / weights);
}

const range = (from: number, to: number, step: number): readonly number[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);

describe('a Resampler', () => {
  it.each([48_000, 44_100, 96_000, 32_000, 24_000, 22_050])(
    'from %i Hz to 16 kHz lets nothing above 8 kHz through: at least 88 dB less, up to the Nyquist frequency',
    (fromHz) => {
      const resampler = new Resampler({ fromHz, toHz: 16_000 });
      const nyquist = fromHz / 2;
      const tones = [8001, 8010, 8050, ...range(8100, nyquist, (nyquist - 8000) / 25), nyquist - 1];
      for (const hz of tones) expect(levelDb(resample(sine(hz, fromHz), resampler)), `${hz} Hz`).toBeLessThan(-88);
    },
  );

  it.each([
    [48_000, 16_000],
    [44_100, 16_000],
    [96_000, 16_000],
    [8000, 16_000],
    [11_025, 16_000],
    [16_000, 44_100],
  ])(
    'from %i to %i Hz keeps the level of what is below 90 percent of the lower Nyquist frequency within 0.001 dB',
    (fromHz, toHz) => {
      const resampler = new Resampler({ fromHz, toHz });
      const edge = 0.45 * Math.min(fromHz, toHz);
      for (const hz of [...range(edge / 8, edge, edge / 16), edge]) {
        expect(Math.abs(levelDb(resample(sine(hz, fromHz), resampler))), `${hz} Hz`).toBeLessThan(0.001);
      }
    },
  );

  it.each([
    [8000, 16_000],
    [11_025, 16_000],
    [16_000, 48_000],
  ])('from %i to %i Hz adds no image of a tone: what is not the tone is 88 dB below it', (fromHz, toHz) => {
    const hz = fromHz * 0.44;
    const wanted = sine(hz, toHz);
    const rest = resample(sine(hz, fromHz), new Resampler({ fromHz, toHz })).map(
      (sample, index) => sample - (wanted[index] ?? 0),
    );
    expect(levelDb(rest)).toBeLessThan(-80);
  });

  it.each([
    [48_000, 16_000],
    [44_100, 16_000],
    [8000, 16_000],
  ])('from %i to %i Hz moves no sample in time', (fromHz, toHz) => {
    const wanted = sine(997, toHz);
    const got = resample(sine(997, fromHz), new Resampler({ fromHz, toHz }));
    expect(levelDb(got.map((sample, index) => sample - (wanted[index] ?? 0)))).toBeLessThan(-80);
  });

  it('gives the same samples for any chunking, as many as the time of the input has', () => {
    const rates = fc.constantFrom(8000, 11_025, 16_000, 44_100, 48_000, 96_000);
    const sizes = fc.array(fc.integer({ min: 0, max: 6000 }), { maxLength: 8 });
    fc.assert(
      fc.property(rates, fc.constantFrom(8000, 16_000, 48_000), sizes, (fromHz, toHz, lengths) => {
        const whole = sine(440, fromHz, 1).subarray(
          0,
          Math.min(
            fromHz,
            lengths.reduce((sum, length) => sum + length, 0),
          ),
        );
        const resampler = new Resampler({ fromHz, toHz });
        const parts: number[] = [];
        let offset = 0;
        for (const length of lengths) {
          parts.push(...resampler.push(whole.subarray(offset, offset + length)));
          offset += length;
        }
        parts.push(...resampler.end());
        expect(parts.length).toBe(Math.ceil((whole.length * toHz) / fromHz));
        expect(Float32Array.from(parts)).toEqual(resample(whole, resampler));
      }),
      { numRuns: 30 },
    );
  });

  it('holds back no more than it says: 3.6 ms from 48 and 44.1 kHz to 16 kHz', () => {
    for (const fromHz of [48_000, 44_100]) {
      const resampler = new Resampler({ fromHz, toHz: 16_000 });
      const output = resampler.push(new Float32Array(fromHz));
      expect(resampler.latencyMs).toBeCloseTo(3.6, 1);
      expect(1000 - output.length / 16).toBeLessThanOrEqual(resampler.latencyMs + 1000 / 16_000);
    }
  });

  it('gives the samples as they are for equal rates', () => {
    const resampler = new Resampler({ fromHz: 16_000, toHz: 16_000 });
    expect(resampler.push(Float32Array.of(0.5, -2, 3))).toEqual(Float32Array.of(0.5, -2, 3));
    expect(resampler.end()).toHaveLength(0);
  });

  it('begins anew after its end', () => {
    const resampler = new Resampler({ fromHz: 48_000, toHz: 16_000 });
    const once = [...resampler.push(sine(440, 48_000)), ...resampler.end()];
    expect([...resampler.push(sine(440, 48_000)), ...resampler.end()]).toEqual(once);
  });

  it('refuses an output without room for what may come', () => {
    const resampler = new Resampler({ fromHz: 48_000, toHz: 16_000 });
    expect(() => resampler.pushInto(new Float32Array(300), new Float32Array(100))).toThrow(RangeError);
  });

  it.each([
    [0, 16_000],
    [44_100.5, 16_000],
    [48_000, -1],
    [47_999, 16_000],
  ])('throws RangeError for %d to %d Hz', (fromHz, toHz) => {
    expect(() => new Resampler({ fromHz, toHz })).toThrow(RangeError);
  });
});
