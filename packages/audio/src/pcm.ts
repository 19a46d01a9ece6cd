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
 * Rounds samples of -1..1 to 16 bits; what is louder is clipped.
 *
 * @param samples - any length; not kept.
 * @param output - where they go; as long as `samples` at least. Default: a new array of the same length.
 * @returns `output`.
 */
export function toInt16Samples(
  samples: Float32Array,
  output: Int16Array<ArrayBuffer> = new Int16Array(samples.length),
): Int16Array<ArrayBuffer> {
  for (let index = 0; index < samples.length; index += 1) {
    output[index] = Math.max(-32_768, Math.min(32_767, Math.round((samples[index] ?? 0) * 32_768)));
  }
  return output;
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
