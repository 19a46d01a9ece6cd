import { beforeEach, describe, expect, test } from 'vitest';
import type { VoiceActivityDetector } from '../../src/contract/engine.ts';
import { GatedVad } from '../../src/endpointing/gated-vad.ts';

const frameSamples = 512;

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
    expect(vad.heard).toEqual([...Array.from({ length: 8 }, () => 0), 1000, 1000, 1000]);
    expect(vad.resets).toBe(1);
  });

  test('spares the detector steady noise once it knows it, and hears speech in it from its onset', () => {
    hear(0.01, 1000);
    expect(vad.heard).toHaveLength(32);
    expect(hear(0.1, 3)).toEqual([false, false, true]);
    expect(vad.heard).toHaveLength(32 + 8 + 3);
  });

  test('looks at noise that gets louder until it knows it', () => {
    hear(0.01, 1000);
    expect(hear(0.05, 1000)).not.toContain(true);
    expect(vad.heard).toHaveLength(32 + 8 + 32);
  });

  test('leaves out nothing where a few frames of an onset are quiet', () => {
    hear(0, 100);
    const resets = vad.resets;
    hear(0.05);
    hear(0, 5);
    hear(0.06);
    hear(0, 8);
    hear(0.07);
    expect(vad.heard.slice(8)).toEqual([500, 0, 0, 0, 0, 0, 600, ...Array.from({ length: 8 }, () => 0), 700]);
    expect(vad.resets - resets).toBe(1);
  });

  test('takes speech that goes on for speech although a detector that begins anew is late', () => {
    position = 10 * frameSamples;
    gated.beginAt(position, true);
    expect(gated.isSpeaking).toBe(true);
    expect(hear(0.1, 1, false)).toEqual([true]);
    expect(hear(0, 2, false)).toEqual([true, false]);
    expect(gated.isSpeaking).toBe(false);
  });
});
