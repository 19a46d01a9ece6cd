import type { Engine, EngineCapabilities, EngineStream } from '../../contract/engine.ts';
import type { Writing } from '../../contract/hypothesis.ts';
import type { OfflineFiles } from '../../contract/model.ts';
import { loadSherpaAddon, type NativeOfflineRecognizer } from './addon.ts';
import { offlineConfig } from './offline-config.ts';
import { OfflineStream } from './offline-stream.ts';
import { writingOfTokens } from './writing-of-tokens.ts';

/** Utterances one worker may have waiting. Chosen: more would wait longer than anybody waits for them. */
const maxStreams = 64;

/** Settings of an engine for whole utterances. */
export interface OfflineEngineOptions {
  /** BCP-47 tag of what is spoken, for models that are told. Default: the model finds out. */
  readonly language?: string;
  /** The longest utterance, in samples; what is longer is not heard to its end. */
  readonly maxUtteranceSamples: number;
  /** Threads of one decoding; default 1. */
  readonly threads?: number;
}

/** Loads a model that decodes whole utterances into sherpa-onnx. A fault in a model file ends the process. */
export function createOfflineEngine(files: OfflineFiles, options: OfflineEngineOptions): Engine {
  const { OfflineRecognizer } = loadSherpaAddon();
  const { maxUtteranceSamples, ...settings } = options;
  const recognizer = new OfflineRecognizer(offlineConfig(files, settings));
  return new OfflineEngine(recognizer, { writing: writingOf(files), maxUtteranceSamples });
}

/** Those that were taught with punctuated texts write so; their lists of tokens are not all readable. */
function writingOf(files: OfflineFiles): Writing {
  switch (files.kind) {
    case 'whisper':
    case 'moonshine':
    case 'moonshine_merged':
    case 'sense_voice':
      return { casing: 'mixed', hasPunctuation: true };
    case 'offline_transducer':
    case 'offline_nemo_transducer':
    case 'offline_nemo_ctc':
      return writingOfTokens(files.tokens);
  }
}

class OfflineEngine implements Engine {
  readonly capabilities: EngineCapabilities;
  readonly #recognizer: NativeOfflineRecognizer;
  readonly #maxUtteranceSamples: number;
  readonly #open = new Set<OfflineStream>();

  constructor(
    recognizer: NativeOfflineRecognizer,
    options: { readonly writing: Writing; readonly maxUtteranceSamples: number },
  ) {
    this.#recognizer = recognizer;
    this.#maxUtteranceSamples = options.maxUtteranceSamples;
    this.capabilities = { batchSize: 1, maxStreams, writing: options.writing, takesWholeUtterances: true };
  }

  openStream(): EngineStream {
    if (this.#open.size >= maxStreams) throw new RangeError(`${maxStreams} streams are open already`);
    const stream = new OfflineStream(this.#recognizer, {
      maxUtteranceSamples: this.#maxUtteranceSamples,
      onClose: () => {
        this.#open.delete(stream);
      },
    });
    this.#open.add(stream);
    return stream;
  }

  decode(streams: readonly EngineStream[]): void {
    for (const stream of streams) {
      if (!(stream instanceof OfflineStream) || !this.#open.has(stream)) {
        throw new TypeError('a stream of another engine, or a closed one, cannot be decoded');
      }
      stream.decode();
    }
  }

  close(): void {
    for (const stream of [...this.#open]) stream.close();
  }
}
