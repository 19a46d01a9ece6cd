import { describe, expect, test } from 'vitest';
import { OnsetWatch } from '../../src/endpointing/onset-watch.ts';

function heard(watch: OnsetWatch, ...amplitudes: readonly number[]): boolean {
  for (const amplitude of amplitudes) watch.hear(new Float32Array(512).fill(amplitude));
  return watch.isLikely;
}

describe('OnsetWatch', () => {
  test('sees an onset where the level rises by 12 dB, for as long as the detector may be late', () => {
    const watch = new OnsetWatch(3);
    expect(heard(watch, 0.01, 0.01, 0.039)).toBe(false);
    expect(heard(watch, 0.041)).toBe(true);
    expect(heard(watch, 0.01, 0.01)).toBe(true);
    expect(heard(watch, 0.01)).toBe(false);
  });

  test('takes speech that fades away for no onset', () => {
    expect(heard(new OnsetWatch(3), 0.5, 0.2, 0.05, 0.01)).toBe(true);
    const watch = new OnsetWatch(3);
    expect(heard(watch, 0.5, 0.2)).toBe(false);
    expect(heard(watch, 0.05, 0.01, 0.01, 0.01)).toBe(false);
  });

  test('takes a rise from nothing to almost nothing for no onset', () => {
    expect(heard(new OnsetWatch(3), 0, 0.0039)).toBe(false);
    expect(heard(new OnsetWatch(3), 0, 0.0041)).toBe(true);
  });

  test('knows nothing of the pause before', () => {
    const watch = new OnsetWatch(3);
    heard(watch, 0.001, 0.1);
    watch.reset();
    expect(watch.isLikely).toBe(false);
    expect(heard(watch, 0.1)).toBe(false);
  });
});
