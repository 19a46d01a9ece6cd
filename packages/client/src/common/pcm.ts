import { bytesOfSamples, toInt16Sample } from '@steno/audio';
import type { AudioChunk } from './contract.ts';

/**
 * Turns floating-point samples into the 16-bit ones of a session.
 *
 * @param samples - -1..1; what lies outside is clipped, NaN becomes 0. Not changed, not kept. Their rate stays: it must
 *   be 16 kHz.
 * @returns a new array.
 */
export function toInt16(samples: Float32Array): Int16Array {
  const converted = new Int16Array(samples.length);
  // An Int16Array makes 0 of NaN.
  samples.forEach((sample, index) => {
    converted[index] = toInt16Sample(sample);
  });
  return converted;
}

/**
 * The bytes of a chunk of audio.
 *
 * @returns a view of the chunk, or of a copy where the platform stores numbers the other way round.
 * @throws TypeError for anything else, with what to do instead.
 */
export function bytesOfChunk(chunk: AudioChunk): Uint8Array {
  const given: unknown = chunk;
  if (given instanceof Uint8Array) return given;
  if (given instanceof Int16Array) {
    return isLittleEndian ? bytesOfSamples(given) : swapped(given);
  }
  if (given instanceof ArrayBuffer) return new Uint8Array(given);
  if (given instanceof Float32Array) {
    throw new TypeError('Audio is 16-bit: give toInt16(samples) instead of the Float32Array, at 16 kHz mono.');
  }
  const what = typeof given === 'object' && given !== null ? given.constructor.name : typeof given;
  throw new TypeError(
    `Audio is an Int16Array of samples, or a Uint8Array or ArrayBuffer of s16le bytes, 16 kHz mono; this is ${what}.`,
  );
}

const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function swapped(samples: Int16Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(samples.byteLength));
  samples.forEach((sample, index) => {
    bytes.setInt16(index * 2, sample, true);
  });
  return new Uint8Array(bytes.buffer);
}
