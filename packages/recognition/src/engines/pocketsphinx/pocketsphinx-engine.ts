import type { Engine, EngineCapabilities, EngineStream } from '../../contract/engine.ts';
import { InvalidStateError } from '../../contract/invalid-state-error.ts';
import type { PocketSphinxFiles } from '../../contract/model.ts';
import { Decoder } from './decoder.ts';
import { readFeatureParameters } from './feature-parameters.ts';
import { loadPocketSphinxLibrary, type PocketSphinxLibrary } from './library.ts';
import { PocketSphinxStream } from './pocketsphinx-stream.ts';

/**
 * How many streams are allowed when nothing else is said: what one core keeps up with. Measured on a busy
 * machine: 0.40 of real time live and 0.35 for the second pass.
 */
export const defaultMaxStreams = 2;

/**
 * The longest utterance when nothing else is said: 1,000 s at 16 kHz. Chosen: more than any endpoint rule
 * allows, so it only catches a caller that never ends an utterance.
 */
export const defaultMaxUtteranceSamples = 16_000_000;

/** Settings of a PocketSphinx engine. */
export interface PocketSphinxEngineOptions {
  /** Streams open at once; integer, >= 1; default 2. Each takes about 145 MB from when it
   * is first needed until the engine is closed: measured, with the model of the system packages. */
  readonly maxStreams?: number;
  /** Samples of one utterance at most; integer, >= 1; default 16,000,000 (1,000 s). */
  readonly maxUtteranceSamples?: number;
}

/**
 * Loads a model into PocketSphinx. A decoder is loaded for each stream that is open at the same time as
 * others, and used again afterwards: the first here, the others when they are first needed, which takes
 * 0.3 to 0.7 s of the thread each.
 *
 * @throws PocketSphinxLoadError when the libraries are absent or the model cannot be read; RangeError
 *   when an option is out of its range.
 */
export function createPocketSphinxEngine(files: PocketSphinxFiles, options: PocketSphinxEngineOptions = {}): Engine {
  const { maxStreams = defaultMaxStreams, maxUtteranceSamples = defaultMaxUtteranceSamples } = options;
  assertPositiveInteger('maxStreams', maxStreams);
  assertPositiveInteger('maxUtteranceSamples', maxUtteranceSamples);
  return new PocketSphinxEngine(files, { maxStreams, maxUtteranceSamples });
}

class PocketSphinxEngine implements Engine {
  readonly capabilities: EngineCapabilities;
  readonly #library: PocketSphinxLibrary;
  readonly #settings: readonly string[];
  readonly #initialMean: Float32Array;
  readonly #maxUtteranceSamples: number;
  readonly #idleDecoders: Decoder[] = [];
  readonly #openStreams = new Set<PocketSphinxStream>();
  #isClosed = false;

  constructor(files: PocketSphinxFiles, options: Required<PocketSphinxEngineOptions>) {
    const features = readFeatureParameters(files.acousticModel);
    this.capabilities = {
      batchSize: 1,
      maxStreams: options.maxStreams,
      writing: { casing: 'lower', hasPunctuation: false },
    };
    this.#maxUtteranceSamples = options.maxUtteranceSamples;
    this.#initialMean = features.initialMean;
    this.#settings = decoderSettings(files, features.settings);
    this.#library = loadPocketSphinxLibrary();
    try {
      this.#idleDecoders.push(new Decoder(this.#library, this.#settings));
    } catch (error) {
      this.#library.close();
      throw error;
    }
  }

  openStream(): EngineStream {
    if (this.#isClosed) throw new InvalidStateError('the engine is closed');
    const { maxStreams } = this.capabilities;
    if (this.#openStreams.size >= maxStreams) throw new RangeError(`${maxStreams} streams are open already`);
    const decoder = this.#idleDecoders.pop() ?? new Decoder(this.#library, this.#settings);
    const stream = new PocketSphinxStream({
      decoder,
      initialMean: this.#initialMean,
      maxUtteranceSamples: this.#maxUtteranceSamples,
      release: (closed) => {
        this.#openStreams.delete(closed);
        this.#idleDecoders.push(decoder);
      },
    });
    this.#openStreams.add(stream);
    return stream;
  }

  decode(streams: readonly EngineStream[]): void {
    for (const stream of streams) {
      if (!(stream instanceof PocketSphinxStream) || !this.#openStreams.has(stream)) {
        throw new TypeError('a stream of another engine, or a closed one, cannot be decoded');
      }
      stream.decodeStep();
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const stream of [...this.#openStreams]) stream.close();
    for (const decoder of this.#idleDecoders.splice(0)) decoder.close();
    this.#library.close();
  }
}

/**
 * Settings of a decoder.
 *
 * - `-featparams` keeps the library from reading the model's own file, which would override what is said here.
 * - `-cmn none`: the mean is subtracted before, so that a second pass in pieces equals one in a whole.
 * - `-remove_silence no`: voice activity is decided before the engine, and word times stay exact.
 * - `-remove_noise yes`: measured with Debian's test recordings (96 words) and every third of the English
 *   development recordings (704 words): 21.9 % and 60.2 % of the words wrong, without it 25.0 % and 61.9 %.
 *   The library's defaults, which remove silence too, have 21.9 % and 60.2 % as well.
 */
function decoderSettings(files: PocketSphinxFiles, featureSettings: readonly string[]): string[] {
  return [
    ...['-hmm', files.acousticModel, '-lm', files.languageModel, '-dict', files.dictionary],
    ...['-featparams', '/dev/null', ...featureSettings],
    ...['-cmn', 'none', '-remove_noise', 'yes', '-remove_silence', 'no'],
  ];
}

function assertPositiveInteger(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new RangeError(`${name} must be an integer >= 1, not ${value}`);
}
