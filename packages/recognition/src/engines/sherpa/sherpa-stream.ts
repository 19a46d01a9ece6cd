import { msToSamples, sampleRateHz } from '@steno/audio';
import type { EngineStream } from '../../contract/engine.ts';
import { emptyHypothesis, type Hypothesis } from '../../contract/hypothesis.ts';
import { InvalidStateError } from '../../contract/invalid-state-error.ts';
import type { NativeOnlineRecognizer, NativeOnlineStream } from './addon.ts';
import { partialStability } from './partial-stability.ts';
import { wordsFromTokens } from './words-from-tokens.ts';

/**
 * Silence a model needs behind the last word to say it, in ms; what the audio has not, is added.
 * Measured with `npm run bench -- wer`.
 */
const closingSilenceMs = 600;

/**
 * Silence a native stream hears before its first audio after a renewal, in ms. Chosen: a step of the usual models, so
 * that the first word is not at the very edge of what they hear.
 */
const leadInMs = 320;

/**
 * One stream of a sherpa-onnx recognizer. At the end of an utterance the text of the native stream is reset, while its
 * encoder keeps what it has heard; a renewal takes a new native stream, once there is audio for it.
 */
export class SherpaStream implements EngineStream {
  readonly #recognizer: NativeOnlineRecognizer;
  readonly #onClose: () => void;
  #native: NativeOnlineStream | undefined;
  #isClosed = false;
  /** Silence the next native stream hears first. */
  #leadInSamples = 0;
  /** Samples given to the native stream before the open utterance, padding included. */
  #samplesBefore = 0;
  #utteranceSamples = 0;
  /** Silence added behind the open utterance. */
  #paddingSamples = 0;
  #isEnding = false;

  constructor(recognizer: NativeOnlineRecognizer, onClose: () => void) {
    this.#recognizer = recognizer;
    this.#onClose = onClose;
  }

  /** The stream inside the addon. @throws InvalidStateError when it is closed. */
  get native(): NativeOnlineStream {
    this.#assertOpen();
    if (this.#native === undefined) {
      this.#native = this.#recognizer.createStream();
      if (this.#leadInSamples > 0) this.#giveSilence(this.#native, this.#leadInSamples);
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
    const {
      tokens,
      timestamps,
      ys_probs: logProbabilities,
      start_time: startSeconds,
    } = this.#recognizer.getResult(this.#native);
    // The addon counts from what it had decoded at the last reset, we from the utterance's first sample.
    const offset = startSeconds - this.#samplesBefore / sampleRateHz;
    const seconds = timestamps.map((second) => second + offset);
    const words = wordsFromTokens({ tokens, seconds, logProbabilities }, this.#utteranceSamples);
    const stability = partialStability(words);
    return { words, ...(stability === undefined ? {} : { stability }) };
  }

  reset(): void {
    this.#assertOpen();
    if (this.#native !== undefined) this.#recognizer.reset(this.#native);
    this.#samplesBefore += this.#utteranceSamples + this.#paddingSamples;
    this.#openUtterance();
  }

  renew(): void {
    this.#assertOpen();
    this.#native = undefined;
    this.#leadInSamples = msToSamples(leadInMs);
    this.#samplesBefore = this.#leadInSamples;
    this.#openUtterance();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#native = undefined;
    this.#onClose();
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
