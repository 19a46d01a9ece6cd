import { createRequire } from 'node:module';

/** An audio stream inside the addon. It has no way to free it: the garbage collector does. */
export interface NativeOnlineStream {
  acceptWaveform(waveform: { readonly samples: Float32Array; readonly sampleRate: number }): void;
  inputFinished(): void;
}

/** What the addon says of a stream. Times in seconds, one entry per token. */
export interface NativeOnlineResult {
  readonly tokens: readonly string[];
  readonly timestamps: readonly number[];
  /** Natural logarithm of each token's probability. */
  readonly ys_probs?: readonly number[];
  /** What had been decoded of the stream at its last reset, in seconds; timestamps count from there. */
  readonly start_time: number;
  /** Frames of the encoder without a token behind the last token; transducers only. */
  readonly num_trailing_blanks?: number;
}

/** A loaded streaming model inside the addon. */
export interface NativeOnlineRecognizer {
  createStream(): NativeOnlineStream;
  isReady(stream: NativeOnlineStream): boolean;
  decode(stream: NativeOnlineStream): void;
  decodeStreams(streams: readonly NativeOnlineStream[]): void;
  getResult(stream: NativeOnlineStream): NativeOnlineResult;
  reset(stream: NativeOnlineStream): void;
}

/** An utterance inside the addon; the garbage collector frees it. */
export interface NativeOfflineStream {
  acceptWaveform(waveform: { readonly samples: Float32Array; readonly sampleRate: number }): void;
}

/** What the addon says of an utterance. Lists that the model does not give are empty. */
export interface NativeOfflineResult {
  readonly text: string;
  readonly tokens: readonly string[];
  /** In seconds, one entry per token. */
  readonly timestamps: readonly number[];
  /** Natural logarithm of each token's probability. */
  readonly ys_log_probs?: readonly number[];
}

/** A loaded model for whole utterances inside the addon. */
export interface NativeOfflineRecognizer {
  createStream(): NativeOfflineStream;
  decode(stream: NativeOfflineStream): void;
  getResult(stream: NativeOfflineStream): NativeOfflineResult;
}

/** A model inside the addon that gives a text casing and marks. */
export interface NativeOnlinePunctuation {
  addPunct(text: string): string;
}

/** A voice activity detector inside the addon. */
export interface NativeVad {
  acceptWaveform(samples: Float32Array): void;
  isDetected(): boolean;
  isEmpty(): boolean;
  pop(): void;
  flush(): void;
  reset(): void;
}

/** The parts of sherpa-onnx-node that are used. All calls are synchronous. */
export interface SherpaAddon {
  readonly OnlineRecognizer: new (config: unknown) => NativeOnlineRecognizer;
  readonly OfflineRecognizer: new (config: unknown) => NativeOfflineRecognizer;
  readonly OnlinePunctuation: new (config: unknown) => NativeOnlinePunctuation;
  readonly Vad: new (config: unknown, bufferSizeSeconds: number) => NativeVad;
}

/**
 * Loads the native addon. The only place that does; for worker processes only.
 *
 * @throws Error when there is no prebuilt addon for this platform.
 */
export function loadSherpaAddon(): SherpaAddon {
  // CommonJS without type declarations: the interfaces above are what it is known to have.
  const require = createRequire(import.meta.url);
  return require('sherpa-onnx-node') as SherpaAddon;
}

/** The path of a file inside an installed package. */
export function resolvePackageFile(specifier: string): string {
  return createRequire(import.meta.url).resolve(specifier);
}
