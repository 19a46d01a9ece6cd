import { createRequire } from 'node:module';
import { sampleRateHz } from '@steno/audio';
import type { InstalledModel } from '@steno/recognition';
import { BenchError } from '../bench-error.ts';

/** The streams of sherpa-onnx-node as far as a bare loop needs them. */
export interface BareStream {
  acceptWaveform(waveform: { readonly samples: Float32Array; readonly sampleRate: number }): void;
}

/** What sherpa-onnx-node says of a stream, as far as a bare loop needs it. */
export interface BareResult {
  readonly text: string;
  /** A word begins with each token that starts with a space or U+2581. */
  readonly tokens: readonly string[];
  /** Natural logarithm of each token's probability; absent when the model gives none. */
  readonly ys_probs?: readonly number[];
}

/** How the bare recognizer is loaded. */
export interface BareRecognizerOptions {
  /** True for sherpa-onnx's own endpoint rules with their own settings; default false. */
  readonly hasEndpoints?: boolean;
}

/** The recognizer of sherpa-onnx-node as far as a bare loop needs it. */
export interface BareRecognizer {
  createStream(): BareStream;
  isReady(stream: BareStream): boolean;
  decode(stream: BareStream): void;
  decodeStreams(streams: readonly BareStream[]): void;
  getResult(stream: BareStream): BareResult;
  isEndpoint(stream: BareStream): boolean;
  reset(stream: BareStream): void;
}

/** The VAD of sherpa-onnx-node as far as a bare loop needs it. */
export interface BareVad {
  acceptWaveform(samples: Float32Array): void;
  isDetected(): boolean;
  isEmpty(): boolean;
  pop(): void;
  flush(): void;
}

interface Addon {
  readonly OnlineRecognizer: new (config: unknown) => BareRecognizer;
  readonly Vad: new (config: unknown, bufferSeconds: number) => BareVad;
}

const require = createRequire(import.meta.url);

/**
 * Loads a model as the server does: greedy search, one thread.
 *
 * @throws BenchError `asset_missing` for a model of another engine.
 */
export function loadBareRecognizer(
  { modelId, files }: InstalledModel,
  { hasEndpoints = false }: BareRecognizerOptions = {},
): BareRecognizer {
  if (files.kind !== 'transducer') throw new BenchError('asset_missing', `${modelId} is no model for sherpa-onnx.`);
  const { OnlineRecognizer } = require('sherpa-onnx-node') as Addon;
  return new OnlineRecognizer({
    featConfig: { sampleRate: sampleRateHz, featureDim: 80 },
    modelConfig: {
      transducer: { encoder: files.encoder, decoder: files.decoder, joiner: files.joiner },
      tokens: files.tokens,
      numThreads: 1,
      provider: 'cpu',
      debug: 0,
    },
    decodingMethod: 'greedy_search',
    enableEndpoint: hasEndpoints,
  });
}

/** Samples of one frame of the VAD. */
export const vadFrameSamples = 512;

/** Loads the VAD that the server uses, with the same settings; one for each stream. */
export function loadBareVad(): BareVad {
  const { Vad } = require('sherpa-onnx-node') as Addon;
  const config = {
    sileroVad: {
      model: require.resolve('@ricky0123/vad-web/dist/silero_vad_v5.onnx'),
      threshold: 0.5,
      minSilenceDuration: 0.1,
      minSpeechDuration: 0.1,
      windowSize: vadFrameSamples,
      maxSpeechDuration: 1000,
    },
    sampleRate: sampleRateHz,
    numThreads: 1,
    provider: 'cpu',
    debug: 0,
  };
  return new Vad(config, 10);
}

/** s16 to -1..1. */
export function toFloat(samples: Int16Array): Float32Array {
  return Float32Array.from(samples, (sample) => sample / 32768);
}
