import { beforeEach, describe, expect, test } from 'vitest';
import { PauseWatch } from '../../src/endpointing/pause-watch.ts';
import type { Pause } from '../../src/endpointing/segment-cut.ts';

const frameSamples = 500;
const vad = { frameSamples, onsetLagSamples: 1000, releaseLagSamples: 1500 };
const [quiet, loud] = [0.001, 0.1];

describe('PauseWatch', () => {
  let watch: PauseWatch;
  let position: number;

  beforeEach(() => {
    watch = new PauseWatch(vad);
    position = 0;
  });

  function hear(frames: number, isSpeech: boolean, amplitude: number): Pause | undefined {
    let pause: Pause | undefined;
    for (let count = 0; count < frames; count += 1) {
      position += frameSamples;
      pause = watch.hear(new Float32Array(frameSamples).fill(amplitude), isSpeech, position);
    }
    return pause;
  }

  test('places silence where the speaker stopped, not where the detector said so', () => {
    hear(10, true, loud);
    expect(watch.silenceAt(position)).toBe(0);
    hear(1, false, quiet);
    expect(watch.startSample).toBe(5000 - 1500);
    hear(3, false, quiet);
    expect(watch.startSample).toBe(3500);
    expect(watch.silenceAt(position)).toBe(7000 - 3500);
  });

  test('tells a pause with the frame in which the detector hears speech again, as long as it was', () => {
    hear(10, true, loud);
    hear(10, false, quiet);
    expect(hear(1, true, loud)).toEqual({ startSample: 3500, endSample: 10_500 - 500 - 1000 });
    expect(hear(1, true, loud)).toBeUndefined();
  });

  test('counts no silence from before the beginning of the stream', () => {
    hear(4, false, quiet);
    expect(watch.silenceAt(position)).toBe(2000);
    expect(watch.hasLasted(2000, position)).toBe(true);
    expect(watch.hasLasted(2001, position)).toBe(false);
  });

  test('does not say that a silence has lasted while the level has risen, until the detector would have said so', () => {
    hear(10, true, loud);
    hear(10, false, quiet);
    expect(watch.hasLasted(6500, position)).toBe(true);
    hear(1, false, loud);
    expect(watch.hasLasted(7000, position)).toBe(false);
    hear(2, false, loud);
    expect(watch.silenceAt(position)).toBe(8000);
    expect(watch.hasLasted(7000, position)).toBe(false);
    hear(1, false, loud);
    expect(watch.hasLasted(7000, position)).toBe(true);
  });
});
