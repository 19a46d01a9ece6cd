import { statSync } from 'node:fs';
import { msToSamples, sampleRateHz } from '@steno/audio';
import type { Engine, EngineCapabilities, EngineStream } from '../../contract/engine.ts';
import type { ModelFiles, ParaformerFiles, StreamingCtcFiles, TransducerFiles } from '../../contract/model.ts';
import { loadSherpaAddon, type NativeOnlineRecognizer, type NativeOnlineStream } from './addon.ts';
import { KeyTermWriter } from './key-term-writer.ts';
import { onlineConfig } from './online-config.ts';
import { CertainWordsStream } from './certain-words-stream.ts';
import { RecognizerCache, type RecognizerLoan } from './recognizer-cache.ts';
import { writingOfTokens } from './writing-of-tokens.ts';
import { SherpaStream } from './sherpa-stream.ts';

/**
 * Streams decoded together. Measured: RTF 0.0116 a stream in batches of 8, 0.0124 of 32, 0.0174 alone;
 * a batch of 32 blocks the worker for up to 160 ms.
 */
const batchSize = 8;

/** Streams one worker takes. Chosen: above what one core keeps up with for the smallest model. */
const maxStreams = 512;

/**
 * What a key term is worth, per token, in log-probability. Measured over 27 recordings with rare words of theirs as
 * terms: word error rate 19.3 % without terms, 18.9 % at a score of 1, 18.2 % at 1.5, 17.6 % at 2 and at 3. With 20 terms
 * that are not said: 19.3 %, 19.1 %, 19.1 % and 19.8 %. The greedy search is at 21.1 %.
 */
const keyTermScore = 2;

/** Memory that the sets of key terms of one worker may take, in bytes. Chosen. */
const keyTermMemoryBytes = 1024 ** 3;
/** Memory of a loaded model by the size of its files; and what comes on top, in bytes. Measured with a 5 MB model: 18 MB. */
const memoryPerFileByte = 2;
const memoryPerRecognizerBytes = 10 * 1024 ** 2;
/** The most sets of key terms of one worker, however small the model. Chosen. */
const mostKeyTermSets = 32;

/** Settings of a sherpa-onnx engine. */
export interface SherpaEngineOptions {
  /** Threads of one decoding step; default 1, two double the CPU for nothing with small models. */
  readonly threads?: number;
  /**
   * True for a beam search, which only icefall's transducers have. Measured over 91 English recordings with a 3.3 M
   * parameter zipformer: word error rate 28.8 % against 30.0 % of the greedy search, 34.8 against 37.2 % on the long ones,
   * for 5 % more of the processor. Default false.
   */
  readonly hasBeamSearch?: boolean;
}

/**
 * Loads a streaming model into sherpa-onnx. A fault in a model file ends the process.
 */
export function createSherpaEngine(
  files: TransducerFiles | StreamingCtcFiles | ParaformerFiles,
  { hasBeamSearch = false, ...options }: SherpaEngineOptions = {},
): Engine {
  const { OnlineRecognizer } = loadSherpaAddon();
  const decodingMethod = hasBeamSearch ? 'modified_beam_search' : 'greedy_search';
  const recognizer = new OnlineRecognizer(onlineConfig(files, { ...options, decodingMethod }));
  const lend: Lend = () => ({ recognizer, giveBack: () => undefined });
  return new SherpaEngine(files, hasBeamSearch, {
    lend,
    warmUp: (streams) => {
      warmUp(recognizer, streams);
    },
  });
}

/**
 * Makes an engine whose streams have key terms. It loads the model when the first stream with a set of terms opens, once
 * for each set, for beam search.
 */
export function createKeyTermEngine(
  files: TransducerFiles,
  options: Omit<SherpaEngineOptions, 'hasBeamSearch'> = {},
): Engine {
  const { OnlineRecognizer } = loadSherpaAddon();
  const writer = new KeyTermWriter(files.tokens);
  const recognizers = new RecognizerCache({
    create: (keyTerms) => {
      const search = { decodingMethod: 'modified_beam_search', keyTerms, keyTermScore } as const;
      return new OnlineRecognizer(onlineConfig(files, { ...options, ...search }));
    },
    maxSets: maxSetsOf(files),
  });
  // What it cannot write could end the process, so the terms are written here whatever the caller did.
  return new SherpaEngine(files, true, { lend: (keyTerms) => recognizers.lend(writer.write(keyTerms).written) });
}

/** How many sets of key terms a worker with this model may have. */
function maxSetsOf({ encoder, decoder, joiner }: TransducerFiles): number {
  const bytes = [encoder, decoder, joiner].reduce((sum, path) => sum + statSync(path).size, 0);
  const sets = Math.floor(keyTermMemoryBytes / (bytes * memoryPerFileByte + memoryPerRecognizerBytes));
  return Math.max(1, Math.min(mostKeyTermSets, sets));
}

/** Lends a stream with these key terms its recognizer. */
type Lend = (keyTerms: readonly string[]) => RecognizerLoan;

/** Steps after which ONNX Runtime has the memory for a batch: it plans in the first what it takes in the second. */
const warmUpSteps = 2;
/** Audio given at once until there is a step to decode, and the most for one, in ms. Chosen: no model has longer steps. */
const warmUpAudioMs = { part: 100, step: 5000 } as const;

/**
 * ONNX Runtime plans memory for each size of a batch when it first sees it, and never gives it back. Measured with a 3.3 M
 * parameter zipformer: 114 MiB after streams alone, 167 MiB after batches of all sizes in turn, and large ones come
 * whenever the processor is busy for a moment.
 */
function warmUp(recognizer: NativeOnlineRecognizer, streams: number): void {
  const silence = { samples: new Float32Array(msToSamples(warmUpAudioMs.part)), sampleRate: sampleRateHz };
  const natives = Array.from({ length: streams }, () => recognizer.createStream());
  const areReady = (): boolean => natives.every((native) => recognizer.isReady(native));
  for (let step = 0; step < warmUpSteps; step += 1) {
    for (let ms = 0; ms < warmUpAudioMs.step && !areReady(); ms += warmUpAudioMs.part) {
      for (const native of natives) native.acceptWaveform(silence);
    }
    if (areReady()) decodeTogether(recognizer, natives);
  }
}

function decodeTogether(recognizer: NativeOnlineRecognizer, natives: readonly NativeOnlineStream[]): void {
  const [only] = natives;
  if (only !== undefined && natives.length === 1) recognizer.decode(only);
  else recognizer.decodeStreams(natives);
}

/** How an engine comes by its recognizers. */
interface Recognizers {
  readonly lend: Lend;
  /** Absent where there are several: each would take the memory that it may never need. */
  readonly warmUp?: (streams: number) => void;
}

class SherpaEngine implements Engine {
  readonly capabilities: EngineCapabilities;
  readonly warmUp?: (streams: number) => void;
  readonly #isTransducer: boolean;
  readonly #isBeamSearch: boolean;
  readonly #lend: Lend;
  readonly #open = new Map<
    EngineStream,
    { readonly stream: SherpaStream; readonly recognizer: NativeOnlineRecognizer }
  >();

  constructor(
    { kind, tokens }: Pick<ModelFiles, 'kind'> & { readonly tokens: string },
    isBeamSearch: boolean,
    { lend, warmUp }: Recognizers,
  ) {
    this.#isTransducer = kind === 'transducer';
    this.#isBeamSearch = isBeamSearch;
    this.#lend = lend;
    if (warmUp !== undefined) this.warmUp = warmUp;
    this.capabilities = { batchSize, maxStreams, writing: writingOfTokens(tokens) };
  }

  openStream(keyTerms: readonly string[] = []): EngineStream {
    if (this.#open.size >= maxStreams) throw new RangeError(`${maxStreams} streams are open already`);
    const { recognizer, giveBack } = this.#lend(keyTerms);
    const traits = { isTransducer: this.#isTransducer, isGreedy: !this.#isBeamSearch };
    const stream = new SherpaStream(recognizer, traits, () => {
      if (this.#open.delete(given)) giveBack();
    });
    const given = this.#isBeamSearch ? new CertainWordsStream(stream) : stream;
    this.#open.set(given, { stream, recognizer });
    return given;
  }

  decode(streams: readonly EngineStream[]): void {
    const batches = new Map<NativeOnlineRecognizer, NativeOnlineStream[]>();
    for (const given of streams) {
      const open = this.#open.get(given);
      if (open === undefined) throw new TypeError('a stream of another engine, or a closed one, cannot be decoded');
      const batch = batches.get(open.recognizer) ?? [];
      batch.push(open.stream.native);
      batches.set(open.recognizer, batch);
    }
    for (const [recognizer, natives] of batches) decodeTogether(recognizer, natives);
  }

  close(): void {
    for (const { stream } of [...this.#open.values()]) stream.close();
  }
}
