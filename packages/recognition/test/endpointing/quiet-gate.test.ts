import { describe, expect, test } from 'vitest';
import { makeRandom } from '@steno/testkit';
import { levelDb, QuietGate } from '../../src/endpointing/quiet-gate.ts';

/** Frames from whose number on the gate knows what is quiet. */
const memory = 32;

/** A tone of 2 kHz, so that its level is that of its bright part, too. */
function frame(amplitude: number): Float32Array {
  return Float32Array.from(
    { length: 512 },
    (_sample, index) => amplitude * Math.SQRT2 * Math.sin((index * Math.PI) / 4),
  );
}

/** Noise without high tones, as rooms and fans make it: a walk that forgets. */
function rumble(frames: number): readonly Float32Array[] {
  const random = makeRandom(7);
  let level = 0;
  return Array.from({ length: frames }, () =>
    Float32Array.from({ length: 512 }, () => {
      level = level * 0.995 + random.integer(-1000, 1000) * 0.000_005;
      return level;
    }),
  );
}

function heard(amplitude: number, frames = memory): QuietGate {
  const gate = new QuietGate();
  for (let count = 0; count < frames; count += 1) gate.isQuiet(frame(amplitude));
  return gate;
}

describe('QuietGate', () => {
  test('finds digital silence quiet from the first frame on, and any noise only once it knows it', () => {
    const gate = new QuietGate();
    expect(gate.isQuiet(frame(0))).toBe(true);
    expect(gate.isQuiet(frame(0.0001))).toBe(true);
    const noisy = new QuietGate();
    for (let count = 0; count < memory; count += 1) expect(noisy.isQuiet(frame(0.1))).toBe(false);
    expect(noisy.isQuiet(frame(0.1))).toBe(true);
  });

  test('finds what is louder by 3 dB worth a look, whatever the level', () => {
    for (const amplitude of [0.001, 0.01, 0.1]) {
      expect(heard(amplitude).isQuiet(frame(amplitude * 1.39))).toBe(true);
      expect(heard(amplitude).isQuiet(frame(amplitude * 1.43))).toBe(false);
    }
    expect(heard(0).isQuiet(frame(0.0002))).toBe(false);
  });

  test('is not deceived by the low tones of a room, whose level goes up and down', () => {
    const gate = new QuietGate();
    const frames = rumble(2000).map((noise) => gate.isQuiet(noise));
    expect(frames.slice(memory).filter((isQuiet) => !isQuiet).length).toBeLessThan(0.1 * frames.length);
    const [noise = frame(0)] = rumble(1);
    expect(gate.isQuiet(noise.map((sample, index) => sample + (frame(0.05)[index] ?? 0)))).toBe(false);
  });

  test('gets used to noise that has become louder after a second', () => {
    const gate = heard(0.01);
    for (let count = 0; count < memory; count += 1) expect(gate.isQuiet(frame(0.1))).toBe(false);
    expect(gate.isQuiet(frame(0.1))).toBe(true);
  });

  test('says the same of samples of 16 bits', () => {
    const gate = new QuietGate();
    const short = new QuietGate(32_768);
    const amplitudes = [...Array.from({ length: memory }, () => 0.0001), 0.0001, 0.0002, 0.001, 0.0001];
    for (const samples of amplitudes.map(frame)) {
      const scaled = Int16Array.from(samples, (sample) => Math.round(sample * 32_768));
      expect(short.isQuiet(scaled)).toBe(gate.isQuiet(Float32Array.from(scaled, (sample) => sample / 32_768)));
    }
  });

  test('knows nothing once it was reset', () => {
    const gate = heard(0.1);
    gate.reset();
    expect(gate.isQuiet(frame(0.1))).toBe(false);
  });
});

test('a level is in dB of full scale', () => {
  expect(levelDb(frame(1))).toBeCloseTo(0);
  expect(levelDb(frame(-0.1))).toBeCloseTo(-20);
  expect(levelDb(frame(0))).toBe(-Infinity);
});
