import { sampleRateHz } from '@steno/audio';
import { chunkSamples } from './chunk.ts';
import type { Recording } from './recordings.ts';

/** Silence behind each recording, in samples: ends an utterance, so that nothing is open between recordings. */
const silenceSamples = 1.5 * sampleRateHz;

/** One recording in a long file. */
export interface FilePart {
  readonly reference: string;
  /** Where it begins and where the next one does, in samples. */
  readonly fromSample: number;
  readonly toSample: number;
}

/** Recordings joined and repeated. */
export interface LongFile {
  /** 16 kHz mono, whole chunks of 100 ms. */
  readonly samples: Int16Array;
  readonly parts: readonly FilePart[];
}

/** Joins recordings, each with a silence behind it, again and again until it is so long. */
export function joinRecordings(recordings: readonly Recording[], seconds: number): LongFile {
  const parts: (FilePart & { readonly samples: Int16Array })[] = [];
  let at = 0;
  for (let index = 0; at < seconds * sampleRateHz; index += 1) {
    const { samples, reference } = recordings[index % recordings.length] ?? {
      samples: new Int16Array(0),
      reference: '',
    };
    const length = Math.ceil((samples.length + silenceSamples) / chunkSamples) * chunkSamples;
    parts.push({ samples, reference, fromSample: at, toSample: at + length });
    at += length;
  }
  const joined = new Int16Array(at);
  for (const { samples, fromSample } of parts) joined.set(samples, fromSample);
  return {
    samples: joined,
    parts: parts.map(({ reference, fromSample, toSample }) => ({ reference, fromSample, toSample })),
  };
}

/** The bytes of samples, not copied. */
export function bytesOf(samples: Int16Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}
