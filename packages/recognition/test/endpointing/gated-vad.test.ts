import { beforeEach, describe, expect, test } from 'vitest';
import type { VoiceActivityDetector } from '../../src/contract/engine.ts';
import { GatedVad } from '../../src/endpointing/gated-vad.ts';

const frameSamples = 512;

/** Frames the detector hears again when it begins anew. */
const warmUp = 32;

/** Hears speech in the third loud frame in a row, and notes what it was given. */
class NotingVad implements VoiceActivityDetector {
  readonly frameSamples = frameSamples;
  readonly onsetLagSamples = 2 * frameSamples;
  readonly releaseLagSamples = 0;
  readonly heard: number[] = [];
  resets = 0;
  #loud = 0;

  isSpeech(frame: Float32Array): boolean {
    const amplitude = frame[0] ?? 0;
    this.heard.push(Math.round(amplitude * 10_000));
    this.#loud = amplitude >= 0.1 ? this.#loud + 1 : 0;
    return this.#loud > 2;
  }

  reset(): void {
    this.resets += 1;
    this.#loud = 0;
  }
}

describe('GatedVad', () => {
  let vad: NotingVad;
  let gated: GatedVad;
  let position: number;

  beforeEach(() => {
    vad = new NotingVad();
    gated = new GatedVad(vad);
    position = 0;
  });

  function hear(amplitude: number, frames = 1, isGated = true): readonly boolean[] {
    return Array.from({ length: frames }, () => {
      position += frameSamples;
      return gated.isSpeech(new Float32Array(frameSamples).fill(amplitude), position, isGated);
    });
  }

  test('lets the detector hear all frames outside of a long silence', () => {
    hear(0, 50, false);
    expect(vad.heard).toHaveLength(50);
  });

  test('spares the detector an hour of digital silence, and hears speech behind it from its onset', () => {
    hear(0, 112_500);
    expect(vad.heard).toEqual([]);
    expect(hear(0.1, 3)).toEqual([false, false, true]);
    expect(vad.heard).toEqual([...Array.from({ length: warmUp }, () => 0), 1000, 1000, 1000]);
    expect(vad.resets).toBe(1);
  });

  test('spares the detector steady noise once it knows it, and hears speech in it from its onset', () => {
    hear(0.01, 1000);
    expect(vad.heard).toHaveLength(32);
    expect(hear(0.1, 3)).toEqual([false, false, true]);
    expect(vad.heard).toHaveLength(32 + warmUp + 3);
  });

  test('looks at noise that gets louder until it knows it', () => {
    hear(0.01, 1000);
    expect(hear(0.05, 1000)).not.toContain(true);
    expect(vad.heard).toHaveLength(32 + warmUp + 32);
  });

  test('leaves out nothing where a few frames of an onset are quiet', () => {
    hear(0, 100);
    const resets = vad.resets;
    hear(0.05);
    hear(0, 5);
    hear(0.06);
    hear(0, 8);
    hear(0.07);
    expect(vad.heard.slice(warmUp)).toEqual([500, 0, 0, 0, 0, 0, 600, ...Array.from({ length: 8 }, () => 0), 700]);
    expect(vad.resets - resets).toBe(1);
  });

  test('takes speech that goes on for speech although a detector that begins anew is late', () => {
    position = 10 * frameSamples;
    gated.beginAt(position, true, new Float32Array(0));
    expect(gated.isSpeaking).toBe(true);
    expect(hear(0.1, 1, false)).toEqual([true]);
    expect(hear(0, 2, false)).toEqual([true, false]);
    expect(gated.isSpeaking).toBe(false);
  });

  test('lets a detector that begins anew hear what was before, up to a second of it, which is not told', () => {
    gated.beginAt(position, false, new Float32Array(40 * frameSamples + 100).fill(0.1));
    expect(vad.heard).toEqual([]);
    expect(hear(0.2, 1, false)).toEqual([true]);
    expect(vad.heard).toEqual([...Array.from({ length: warmUp }, () => 1000), 2000]);
    expect(gated.isSpeaking).toBe(true);
    expect(hear(0, 1, false)).toEqual([false]);
  });

  test('knows the noise of a long silence from what was before the place where it begins anew', () => {
    gated.beginAt(position, false, new Float32Array(40 * frameSamples).fill(0.01));
    hear(0.01, 100);
    expect(vad.heard).toEqual([]);
  });
});
