import { sampleRateHz } from '@steno/audio';
import type { Engine, EngineCapabilities, EngineStream } from '../../contract/engine.ts';
import type { TransducerFiles } from '../../contract/model.ts';
import { loadSherpaAddon, type NativeOnlineRecognizer } from './addon.ts';
import { writingOfTokens } from './writing-of-tokens.ts';
import { SherpaStream } from './sherpa-stream.ts';

/**
 * Streams decoded together. Measured: RTF 0.0116 a stream in batches of 8, 0.0124 of 32, 0.0174 alone;
 * a batch of 32 blocks the worker for up to 160 ms.
 */
const batchSize = 8;

/** Streams one worker takes. Chosen: above what one core keeps up with for the smallest model. */
const maxStreams = 512;

/** Settings of a sherpa-onnx engine. */
export interface SherpaEngineOptions {
  /** Threads of one decoding step; default 1, two double the CPU for nothing with small models. */
  readonly threads?: number;
}

/**
 * Loads a streaming transducer into sherpa-onnx, greedy search. A fault in a model file ends the
 * process.
 */
export function createSherpaEngine(files: TransducerFiles, options: SherpaEngineOptions = {}): Engine {
  const { OnlineRecognizer } = loadSherpaAddon();
  const recognizer = new OnlineRecognizer({
    featConfig: { sampleRate: sampleRateHz, featureDim: 80 },
    modelConfig: {
      transducer: { encoder: files.encoder, decoder: files.decoder, joiner: files.joiner },
      tokens: files.tokens,
      numThreads: options.threads ?? 1,
      provider: 'cpu',
      debug: 0,
    },
    decodingMethod: 'greedy_search',
    // Where an utterance ends is decided outside, by voice activity.
    enableEndpoint: false,
  });
  return new SherpaEngine(recognizer, writingOfTokens(files.tokens));
}

class SherpaEngine implements Engine {
  readonly capabilities: EngineCapabilities;
  readonly #recognizer: NativeOnlineRecognizer;
  readonly #open = new Set<SherpaStream>();

  constructor(recognizer: NativeOnlineRecognizer, writing: EngineCapabilities['writing']) {
    this.#recognizer = recognizer;
    this.capabilities = { batchSize, maxStreams, writing };
  }

  openStream(): EngineStream {
    if (this.#open.size >= maxStreams) throw new RangeError(`${maxStreams} streams are open already`);
    const stream = new SherpaStream(this.#recognizer, () => {
      this.#open.delete(stream);
    });
    this.#open.add(stream);
    return stream;
  }

  decode(streams: readonly EngineStream[]): void {
    const natives = streams.map((stream) => {
      if (stream instanceof SherpaStream && this.#open.has(stream)) return stream.native;
      throw new TypeError('a stream of another engine, or a closed one, cannot be decoded');
    });
    const [only] = natives;
    if (only !== undefined && natives.length === 1) this.#recognizer.decode(only);
    else if (natives.length > 1) this.#recognizer.decodeStreams(natives);
  }

  close(): void {
    for (const stream of [...this.#open]) stream.close();
  }
}
