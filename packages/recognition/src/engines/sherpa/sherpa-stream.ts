import { msToSamples, sampleRateHz } from '@steno/audio';
import type { EngineStream } from '../../contract/engine.ts';
import { emptyHypothesis, type Hypothesis, type HypothesisWord } from '../../contract/hypothesis.ts';
import { InvalidStateError } from '../../contract/invalid-state-error.ts';
import type { NativeOnlineRecognizer, NativeOnlineStream } from './addon.ts';
import { partialStability, stableInBeam } from './partial-stability.ts';
import { calibratedConfidence, meanProbability } from './word-confidence.ts';
import { withoutLeadIn, wordsFromTokens } from './words-from-tokens.ts';

/**
 * Silence a model needs behind the last word to say it, in ms; what the audio has not, is added.
 * Measured with `npm run bench -- wer`.
 */
const closingSilenceMs = 600;

/**
 * How late a streaming transducer tells a token, in ms: it learns to wait for what follows. Measured with a 3.3 M
 * parameter zipformer: 191 words behind a silence of 350 ms or more begin 200 ms after the level rises (half of them
 * 150 to 254), and the last words before one end 190 ms after it falls.
 */
const tokenLagMs = 180;

/** What is known of the model and the search of a stream. */
export interface StreamTraits {
  /** True for a transducer; the others have no lag, and what is calibrated is so for transducers. */
  readonly isTransducer: boolean;
  /** True for a greedy search, in which only the last word can change. */
  readonly isGreedy: boolean;
}

/**
 * One stream of a sherpa-onnx recognizer. At the end of an utterance the text of the native stream is reset, while its
 * encoder keeps what it has heard; a renewal takes a new native stream, once there is audio for it.
 */
export class SherpaStream implements EngineStream {
  readonly #recognizer: NativeOnlineRecognizer;
  readonly #traits: StreamTraits;
  readonly #onClose: () => void;
  #native: NativeOnlineStream | undefined;
  #isClosed = false;
  /** What the next native stream hears first. */
  #leadIn = new Float32Array(0);
  /** True while the native stream's words can be of its lead-in. */
  #hasLeadIn = false;
  /** Samples given to the native stream before the open utterance, padding included. */
  #samplesBefore = 0;
  #utteranceSamples = 0;
  /** Silence added behind the open utterance. */
  #paddingSamples = 0;
  #isEnding = false;

  /** @param onClose - called once, when the stream is closed. */
  constructor(recognizer: NativeOnlineRecognizer, traits: StreamTraits, onClose: () => void) {
    this.#recognizer = recognizer;
    this.#traits = traits;
    this.#onClose = onClose;
  }

  /** The stream inside the addon. @throws InvalidStateError when it is closed. */
  get native(): NativeOnlineStream {
    this.#assertOpen();
    if (this.#native === undefined) {
      this.#native = this.#recognizer.createStream();
      if (this.#leadIn.length > 0) this.#native.acceptWaveform({ samples: this.#leadIn, sampleRate: sampleRateHz });
    }
    return this.#native;
  }

  get isReady(): boolean {
    return this.#native !== undefined && this.#recognizer.isReady(this.#native);
  }

  accept(samples: Float32Array): void {
    if (this.#isEnding) throw new InvalidStateError('the utterance has ended; reset opens the next one');
    const { native } = this;
    this.#utteranceSamples += samples.length;
    native.acceptWaveform({ samples, sampleRate: sampleRateHz });
  }

  endUtterance(trailingSilenceSamples: number): void {
    if (this.#isEnding) throw new InvalidStateError('the utterance has ended already');
    this.#isEnding = true;
    this.#paddingSamples = Math.max(0, msToSamples(closingSilenceMs) - trailingSilenceSamples);
    if (this.#paddingSamples > 0) this.#giveSilence(this.native, this.#paddingSamples);
  }

  hypothesis(): Hypothesis {
    this.#assertOpen();
    if (this.#native === undefined) return emptyHypothesis;
    const result = this.#recognizer.getResult(this.#native);
    const { tokens, timestamps, ys_probs: logProbabilities, start_time: startSeconds } = result;
    const { isTransducer } = this.#traits;
    // The addon counts from what it had decoded at the last reset, we from the utterance's first sample.
    const offset = startSeconds - this.#samplesBefore / sampleRateHz - (isTransducer ? tokenLagMs / 1000 : 0);
    const seconds = timestamps.map((second) => second + offset);
    const run = { tokens, seconds, logProbabilities };
    const words = wordsFromTokens(this.#hasLeadIn ? withoutLeadIn(run) : run, {
      utteranceSamples: this.#utteranceSamples,
      confidenceOf: isTransducer ? calibratedConfidence : meanProbability,
    });
    return { words, ...this.#steadiness(words, result.num_trailing_blanks) };
  }

  reset(): void {
    this.#assertOpen();
    if (this.#native !== undefined) this.#recognizer.reset(this.#native);
    this.#samplesBefore += this.#utteranceSamples + this.#paddingSamples;
    // An utterance without audio has not heard the lead-in either.
    if (this.#native !== undefined) this.#hasLeadIn = false;
    this.#openUtterance();
  }

  renew(leadIn: Float32Array): void {
    this.#assertOpen();
    this.#native = undefined;
    this.#leadIn = leadIn.slice();
    this.#hasLeadIn = leadIn.length > 0;
    this.#samplesBefore = leadIn.length;
    this.#openUtterance();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#native = undefined;
    this.#onClose();
  }

  #steadiness(
    words: readonly HypothesisWord[],
    trailingBlankFrames: number | undefined,
  ): Pick<Hypothesis, 'stableWords' | 'stability'> {
    const { isTransducer, isGreedy } = this.#traits;
    if (!isTransducer || trailingBlankFrames === undefined || words.length === 0) return {};
    return {
      stableWords: isGreedy ? words.length - 1 : stableInBeam(words, this.#utteranceSamples),
      stability: partialStability(trailingBlankFrames, isGreedy ? 'greedy' : 'beam'),
    };
  }

  #openUtterance(): void {
    this.#utteranceSamples = 0;
    this.#paddingSamples = 0;
    this.#isEnding = false;
  }

  #giveSilence(native: NativeOnlineStream, samples: number): void {
    native.acceptWaveform({ samples: new Float32Array(samples), sampleRate: sampleRateHz });
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new InvalidStateError('the stream is closed');
  }
}
