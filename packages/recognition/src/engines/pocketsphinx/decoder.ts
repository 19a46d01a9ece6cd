import type { DecoderPointer, FrontEndPointer, NativeSegment, PocketSphinxLibrary } from './library.ts';
import { firstSearchName } from './library.ts';
import { PocketSphinxLoadError } from './pocketsphinx-load-error.ts';

/**
 * A way through the audio.
 *
 * - `live`: one search, left to right; cheap to end.
 * - `whole`: the same, then a second search among the words it found, then the best path through their
 *   lattice, which gives the words' probabilities. All that is done when it is ended.
 */
export type Pass = 'live' | 'whole';

const searchNames: Readonly<Record<Pass, string>> = { live: 'live', whole: firstSearchName };

/**
 * One native decoder with its front end. It decodes one utterance at a time. Both passes share the
 * acoustic model, the dictionary and the language model.
 */
export class Decoder {
  readonly #library: PocketSphinxLibrary;
  readonly #decoder: DecoderPointer;
  readonly #frontEnd: FrontEndPointer;
  #isDecoding = false;
  #isComputing = false;

  /**
   * Loads a model; takes 0.3 to 0.7 s.
   *
   * @param settings - for the library, names and values by turns.
   * @throws PocketSphinxLoadError `model_unreadable`.
   */
  constructor(library: PocketSphinxLibrary, settings: readonly string[]) {
    const decoder = library.createDecoder(settings);
    if (decoder === undefined) throw unreadable('the acoustic model, the language model or the dictionary');
    // Settings are read when a search is added: these two are for the live search alone.
    library.setInteger(decoder, '-fwdflat', 0);
    library.setInteger(decoder, '-bestpath', 0);
    const frontEnd = library.addSearch(decoder, searchNames.live) ? library.createFrontEnd(decoder) : undefined;
    if (frontEnd === undefined) {
      library.freeDecoder(decoder);
      throw unreadable('the language model or the feature parameters');
    }
    this.#library = library;
    this.#decoder = decoder;
    this.#frontEnd = frontEnd;
  }

  /**
   * Cepstra of the next samples of the utterance.
   *
   * @param samples - at most `maxBlockSamples`.
   */
  computeFrames(samples: Int16Array): Float32Array {
    if (!this.#isComputing) this.#library.startFrames(this.#frontEnd);
    this.#isComputing = true;
    return this.#library.computeFrames(this.#frontEnd, samples);
  }

  /** The cepstra that were left when no samples follow. */
  endFrames(): Float32Array {
    if (!this.#isComputing) return new Float32Array(0);
    this.#isComputing = false;
    return this.#library.endFrames(this.#frontEnd);
  }

  /** Begins a pass over an utterance; the one before must have ended. */
  begin(pass: Pass): void {
    this.#library.selectSearch(this.#decoder, searchNames[pass]);
    this.#isDecoding = this.#library.startUtterance(this.#decoder);
  }

  /** True between `begin` and `end`. */
  get isDecoding(): boolean {
    return this.#isDecoding;
  }

  /**
   * Searches the next frames.
   *
   * @param frames - normalised cepstra, at most `maxDecodedFrames`.
   */
  decode(frames: Float32Array): void {
    this.#library.decodeFrames(this.#decoder, frames);
  }

  /** Ends the pass. After `whole` this takes about 0.05 of the length of the utterance. Idempotent. */
  end(): void {
    if (!this.#isDecoding) return;
    this.#isDecoding = false;
    this.#library.endUtterance(this.#decoder);
  }

  /** The best path of the pass that goes on, or of the last one. */
  segments(): NativeSegment[] {
    return this.#library.segments(this.#decoder);
  }

  /** Forgets the utterance. */
  reset(): void {
    this.end();
    this.endFrames();
  }

  /** Forgets all that was heard, so that the next utterance is decoded as by a new decoder. */
  renew(): void {
    this.reset();
    this.#library.forgetNoise(this.#frontEnd);
  }

  /** Frees the native memory; once only. */
  close(): void {
    this.reset();
    this.#library.freeFrontEnd(this.#frontEnd);
    this.#library.freeDecoder(this.#decoder);
  }
}

function unreadable(what: string): PocketSphinxLoadError {
  return new PocketSphinxLoadError('model_unreadable', `PocketSphinx cannot load ${what}`);
}
