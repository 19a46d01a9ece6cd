import { msToSamples, sampleRateHz } from '@steno/audio';
import { chunkSamples } from '../assets/chunk.ts';
import type { BareRecognizer, BareResult } from './sherpa.ts';

/** Silence behind each file in the bare loop, in ms. */
const tailMs = 700;

/**
 * Hears audio in the bare engine loop: one stream, chunks of 100 ms, 0.7 s of zeros at the end. Where the recognizer has
 * endpoints the text is reset at each.
 *
 * @param samples - 16 kHz mono, -1..1.
 * @returns all that was heard.
 */
export function hearBare(recognizer: BareRecognizer, samples: Float32Array): BareResult {
  const stream = recognizer.createStream();
  const all = new Float32Array(samples.length + msToSamples(tailMs));
  all.set(samples);
  const parts: BareResult[] = [];
  for (let at = 0; at < all.length; at += chunkSamples) {
    stream.acceptWaveform({ samples: all.subarray(at, at + chunkSamples), sampleRate: sampleRateHz });
    while (recognizer.isReady(stream)) recognizer.decode(stream);
    if (!recognizer.isEndpoint(stream)) continue;
    parts.push(recognizer.getResult(stream));
    recognizer.reset(stream);
  }
  parts.push(recognizer.getResult(stream));
  return {
    text: parts.map(({ text }) => text).join(' '),
    tokens: parts.flatMap(({ tokens }) => tokens),
    ys_probs: parts.flatMap(({ ys_probs: logProbabilities = [] }) => logProbabilities),
  };
}
