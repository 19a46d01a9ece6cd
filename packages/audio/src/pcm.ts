/**
 * Scales 16-bit samples to -1..1, the range the engines take.
 *
 * @param samples - any length; not kept.
 * @returns a new array of the same length.
 */
export function toFloatSamples(samples: Int16Array): Float32Array {
  const scaled = new Float32Array(samples.length);
  for (let index = 0; index < samples.length; index += 1) scaled[index] = (samples[index] ?? 0) / 32_768;
  return scaled;
}

/**
 * Rounds a sample of -1..1 to 16 bits; what is louder is clipped.
 *
 * @returns an integer in -32,768..32,767.
 */
export function toInt16Sample(sample: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768)));
}

/**
 * The bytes of samples, little-endian as in memory.
 *
 * @param samples - any length.
 * @returns a view of the same memory: neither may be changed while the other is used.
 */
export function bytesOfSamples(samples: Int16Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}
