import { msToSamples, sampleRateHz } from '@steno/audio';
import type { EngineStream } from '../../contract/engine.ts';
import { emptyHypothesis, type Hypothesis } from '../../contract/hypothesis.ts';
import { InvalidStateError } from '../../contract/invalid-state-error.ts';
import type { NativeOfflineRecognizer, NativeOfflineResult } from './addon.ts';
import { wordsFromText } from './words-from-text.ts';
import { meanProbability } from './word-confidence.ts';
import { wordsFromTokens } from './words-from-tokens.ts';

/** Utterances below this length hold no word, and are shorter than what some models can take, in ms. Chosen. */
const shortestMs = 100;

/** What a stream of whole utterances works with. */
export interface OfflineStreamOptions {
  /** The longest utterance, in samples; what is longer is not heard to its end. */
  readonly maxUtteranceSamples: number;
  readonly onClose: () => void;
}

/** Gathers the audio of an utterance; once it has ended, one step decodes all of it. */
export class OfflineStream implements EngineStream {
  readonly #recognizer: NativeOfflineRecognizer;
  readonly #options: OfflineStreamOptions;
  #parts: Float32Array[] = [];
  #samples = 0;
  #isEnding = false;
  #isClosed = false;
  #hypothesis: Hypothesis = emptyHypothesis;
  #isDecoded = false;

  constructor(recognizer: NativeOfflineRecognizer, options: OfflineStreamOptions) {
    this.#recognizer = recognizer;
    this.#options = options;
  }

  get isReady(): boolean {
    return this.#isEnding && !this.#isDecoded && this.#samples >= msToSamples(shortestMs);
  }

  accept(samples: Float32Array): void {
    this.#assertOpen();
    if (this.#isEnding) throw new InvalidStateError('the utterance has ended; reset opens the next one');
    const part = samples.slice(0, this.#options.maxUtteranceSamples - this.#samples);
    if (part.length === 0) return;
    this.#parts.push(part);
    this.#samples += part.length;
  }

  endUtterance(): void {
    this.#assertOpen();
    if (this.#isEnding) throw new InvalidStateError('the utterance has ended already');
    this.#isEnding = true;
  }

  /** Decodes the utterance. @throws InvalidStateError when it is not ready. */
  decode(): void {
    if (!this.isReady) throw new InvalidStateError('there is no utterance to decode');
    this.#isDecoded = true;
    const native = this.#recognizer.createStream();
    native.acceptWaveform({ samples: this.#joined(), sampleRate: sampleRateHz });
    this.#recognizer.decode(native);
    this.#hypothesis = hypothesisOf(this.#recognizer.getResult(native), this.#samples);
  }

  hypothesis(): Hypothesis {
    this.#assertOpen();
    return this.#hypothesis;
  }

  reset(): void {
    this.#assertOpen();
    this.#forget();
  }

  renew(): void {
    this.reset();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#forget();
    this.#options.onClose();
  }

  #forget(): void {
    this.#parts = [];
    this.#samples = 0;
    this.#isEnding = false;
    this.#isDecoded = false;
    this.#hypothesis = emptyHypothesis;
  }

  #joined(): Float32Array {
    const joined = new Float32Array(this.#samples);
    let filled = 0;
    for (const part of this.#parts) {
      joined.set(part, filled);
      filled += part.length;
    }
    this.#parts = [];
    return joined;
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new InvalidStateError('the stream is closed');
  }
}

function hypothesisOf(result: NativeOfflineResult, utteranceSamples: number): Hypothesis {
  const { text, tokens, timestamps, ys_log_probs: logProbabilities } = result;
  if (tokens.length === 0 || timestamps.length !== tokens.length) {
    return { words: wordsFromText(text, utteranceSamples), hasEstimatedTimes: true };
  }
  const isKnown = logProbabilities?.length === tokens.length;
  const run = { tokens, seconds: timestamps, logProbabilities: isKnown ? logProbabilities : undefined };
  return { words: wordsFromTokens(run, { utteranceSamples, confidenceOf: meanProbability }) };
}
