/**
 * The sample rate of everything behind the audio intake, in Hz. The models we serve are trained on
 * it, and it is the rate the wire contract asks for.
 */
export const sampleRateHz = 16_000;

/** Bytes of one 16-bit mono sample. */
export const bytesPerSample = 2;

/** Bytes of one ms of 16 kHz mono 16-bit audio. */
export const bytesPerMs: number = (bytesPerSample * sampleRateHz) / 1000;

/**
 * Converts a position or length on the sample clock to milliseconds.
 *
 * @param samples - count of 16 kHz samples; integer, >= 0.
 * @returns milliseconds, rounded down to an integer.
 */
export function samplesToMs(samples: number): number {
  return Math.floor((samples * 1000) / sampleRateHz);
}

/**
 * Converts a position or length on the sample clock to seconds, for the wire.
 *
 * @param samples - count of 16 kHz samples; integer, >= 0.
 * @returns seconds with at most three decimals, rounded down, so that it never goes beyond the audio.
 */
export function samplesToSeconds(samples: number): number {
  return samplesToMs(samples) / 1000;
}

/**
 * Converts milliseconds to a count of 16 kHz samples.
 *
 * @param ms - milliseconds; >= 0.
 * @returns samples, rounded down to an integer.
 */
export function msToSamples(ms: number): number {
  return Math.floor((ms * sampleRateHz) / 1000);
}

/**
 * Converts seconds, as engines report them, to a count of 16 kHz samples.
 *
 * @param seconds - seconds; >= 0.
 * @returns samples, rounded to the nearest integer.
 */
export function secondsToSamples(seconds: number): number {
  return Math.round(seconds * sampleRateHz);
}
