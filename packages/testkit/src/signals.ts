import { makeWavHeader, msToSamples, sampleRateHz } from '@steno/audio';

/**
 * Silence.
 *
 * @param ms - length in ms.
 * @returns zeros.
 */
export function silence(ms: number): Int16Array {
  return new Int16Array(msToSamples(ms));
}

/**
 * A tone without a zero among its samples: what {@link ScriptedHost} hears as words.
 *
 * @param ms - length in ms.
 */
export function tone(ms: number): Int16Array {
  return Int16Array.from({ length: msToSamples(ms) }, (_, index) => (index % 2 === 0 ? 1000 : -1000));
}

/**
 * White noise, the same for the same seed.
 *
 * @param ms - length in ms.
 * @param options - `amplitude`: the loudest sample, default 3000; `seed`: default 1.
 */
export function whiteNoise(
  ms: number,
  options: { readonly amplitude?: number; readonly seed?: number } = {},
): Int16Array {
  const { amplitude = 3000, seed = 1 } = options;
  const random = randomNumbers(seed);
  return Int16Array.from({ length: msToSamples(ms) }, () => Math.round((random() * 2 - 1) * amplitude));
}

/** The header that ffmpeg writes to a pipe before 16 kHz mono samples: all sizes are 0xFFFFFFFF. */
export function streamedWavHeader(): Uint8Array {
  return makeWavHeader(sampleRateHz);
}

/** Joins samples. */
export function joinSamples(...parts: readonly Int16Array[]): Int16Array {
  const joined = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/**
 * Cuts bytes into chunks.
 *
 * @param size - bytes of each but the last; integer, > 0.
 * @returns views of the same memory.
 */
export function chunksOf(bytes: Uint8Array, size: number): readonly Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}

/** Numbers in 0..1, the same for the same seed; Park and Miller's minimal standard generator, CACM 31 (1988). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
