import { describe, expect, test } from 'vitest';
import { makeRandom } from '@steno/testkit';
import { HeldSilence } from '../../src/worker/host/held-silence.ts';

/** 100 ms. */
const chunk = 1600;
/** Chunks of silence before any is held: 2 s. */
const before = 20;

const random = makeRandom(3);

function noise(amplitude: number, samples = chunk): Int16Array {
  return Int16Array.from({ length: samples }, () => random.integer(-amplitude, amplitude));
}

/** What comes out for each chunk. */
function heard(silence: HeldSilence, chunks: readonly Int16Array[], isSpeaking = false): readonly Int16Array[] {
  return chunks.map((samples) => silence.push(samples, isSpeaking));
}

function many(count: number, make: () => Int16Array): readonly Int16Array[] {
  return Array.from({ length: count }, make);
}

function lengthsOf(parts: readonly Int16Array[]): readonly number[] {
  return parts.map(({ length }) => length);
}

describe('HeldSilence', () => {
  test.each([
    ['digital silence', () => new Int16Array(chunk)],
    ['steady noise', () => noise(50)],
    ['loud steady noise', () => noise(5000)],
  ])('gives on %s at once for two seconds, then in pieces of a second', (_name, make) => {
    const silence = new HeldSilence();
    // Noise is known after a second.
    const parts = heard(silence, many(before + 10, make));
    expect(lengthsOf(parts.slice(0, before))).toEqual(Array.from({ length: before }, () => chunk));
    const later = lengthsOf(heard(silence, many(50, make)));
    expect(later.filter((length) => length > 0)).toEqual(Array.from({ length: 5 }, () => 10 * chunk));
  });

  test('gives on what is held with the first sound that is louder, sample for sample', () => {
    const silence = new HeldSilence();
    const chunks = [...many(before + 15, () => noise(50)), noise(100)];
    const parts = heard(silence, chunks);
    expect(silence.samples).toBe(0);
    expect(parts.at(-1)?.length).toBeGreaterThan(chunk);
    expect(parts.flatMap((part) => [...part])).toEqual(chunks.flatMap((samples) => [...samples]));
  });

  test('sees a sound of 30 ms in a chunk', () => {
    for (const at of [0, 500, 1100]) {
      const silence = new HeldSilence();
      heard(
        silence,
        many(before + 12, () => noise(50)),
      );
      const click = noise(50);
      click.set(noise(300, 480), at);
      silence.push(click, false);
      expect(silence.samples).toBe(0);
    }
  });

  test('holds nothing for two seconds after a sound', () => {
    const silence = new HeldSilence();
    heard(silence, [...many(before + 12, () => new Int16Array(chunk)), noise(3000)]);
    expect(
      lengthsOf(
        heard(
          silence,
          many(before, () => new Int16Array(chunk)),
        ),
      ),
    ).not.toContain(0);
    silence.push(new Int16Array(chunk), false);
    expect(silence.samples).toBe(chunk);
  });

  test('holds nothing while the worker hears speech', () => {
    const silence = new HeldSilence();
    expect(
      lengthsOf(
        heard(
          silence,
          many(60, () => noise(50)),
          true,
        ),
      ),
    ).not.toContain(0);
    expect(
      lengthsOf(
        heard(
          silence,
          many(before, () => noise(50)),
        ),
      ),
    ).not.toContain(0);
  });

  test('gives on what comes in pieces of a second or more at once', () => {
    const silence = new HeldSilence();
    expect(
      lengthsOf(
        heard(
          silence,
          many(10, () => new Int16Array(16_000)),
        ),
      ),
    ).toEqual(many(10, () => new Int16Array(16_000)).map(({ length }) => length));
  });

  test('gives all that is held when it is asked for, once', () => {
    const silence = new HeldSilence();
    heard(
      silence,
      many(before + 3, () => new Int16Array(chunk)),
    );
    expect(silence.samples).toBe(3 * chunk);
    expect(silence.take()).toHaveLength(3 * chunk);
    expect(silence.take()).toHaveLength(0);
    expect(silence.samples).toBe(0);
  });
});
