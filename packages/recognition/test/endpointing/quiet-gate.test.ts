import { describe, expect, test } from 'vitest';
import { levelDb, QuietGate } from '../../src/endpointing/quiet-gate.ts';

/** Frames from whose number on the gate knows what is quiet. */
const memory = 32;

function frame(amplitude: number): Float32Array {
  return new Float32Array(512).fill(amplitude);
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

  test('gets used to noise that has become louder after a second', () => {
    const gate = heard(0.01);
    for (let count = 0; count < memory; count += 1) expect(gate.isQuiet(frame(0.1))).toBe(false);
    expect(gate.isQuiet(frame(0.1))).toBe(true);
  });

  test('knows nothing once it was reset', () => {
    const gate = heard(0.1);
    gate.reset();
    expect(gate.isQuiet(frame(0.1))).toBe(false);
  });
});

test('a level is in dB of full scale', () => {
  expect(levelDb(frame(1))).toBe(0);
  expect(levelDb(frame(-0.1))).toBeCloseTo(-20);
  expect(levelDb(frame(0))).toBe(-Infinity);
});
