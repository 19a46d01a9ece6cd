import { msToSamples, sampleRateHz } from '@steno/audio';
import type { EngineStream } from '../../contract/engine.ts';
import type { Hypothesis } from '../../contract/hypothesis.ts';
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
 * One stream of a sherpa-onnx recognizer. The native stream lives as long as this one: at the end of
 * an utterance its text is reset, while the encoder keeps what it has heard.
 */
export class SherpaStream implements EngineStream {
  readonly #recognizer: NativeOnlineRecognizer;
  readonly #onClose: () => void;
  #native: NativeOnlineStream | undefined;
  /** Samples given to the native stream before the open utterance, padding included. */
  #samplesBefore = 0;
  #utteranceSamples = 0;
  /** Silence added behind the open utterance. */
  #paddingSamples = 0;
  #isEnding = false;

  constructor(recognizer: NativeOnlineRecognizer, onClose: () => void) {
    this.#recognizer = recognizer;
    this.#onClose = onClose;
    this.#native = recognizer.createStream();
  }

  /** The stream inside the addon. @throws InvalidStateError when it is closed. */
  get native(): NativeOnlineStream {
    if (this.#native === undefined) throw new InvalidStateError('the stream is closed');
    return this.#native;
  }

  get isReady(): boolean {
    return this.#native !== undefined && this.#recognizer.isReady(this.#native);
  }

  accept(samples: Float32Array): void {
    if (this.#isEnding) throw new InvalidStateError('the utterance has ended; reset opens the next one');
    this.#utteranceSamples += samples.length;
    this.native.acceptWaveform({ samples, sampleRate: sampleRateHz });
  }

  endUtterance(trailingSilenceSamples: number): void {
    if (this.#isEnding) throw new InvalidStateError('the utterance has ended already');
    this.#isEnding = true;
    this.#paddingSamples = Math.max(0, msToSamples(closingSilenceMs) - trailingSilenceSamples);
    if (this.#paddingSamples === 0) return;
    this.native.acceptWaveform({ samples: new Float32Array(this.#paddingSamples), sampleRate: sampleRateHz });
  }

  hypothesis(): Hypothesis {
    const {
      tokens,
      timestamps,
      ys_probs: logProbabilities,
      start_time: startSeconds,
    } = this.#recognizer.getResult(this.native);
    // The addon counts from what it had decoded at the last reset, we from the utterance's first sample.
    const offset = startSeconds - this.#samplesBefore / sampleRateHz;
    const seconds = timestamps.map((second) => second + offset);
    const words = wordsFromTokens({ tokens, seconds, logProbabilities }, this.#utteranceSamples);
    const stability = partialStability(words);
    return { words, ...(stability === undefined ? {} : { stability }) };
  }

  reset(): void {
    this.#recognizer.reset(this.native);
    this.#samplesBefore += this.#utteranceSamples + this.#paddingSamples;
    this.#utteranceSamples = 0;
    this.#paddingSamples = 0;
    this.#isEnding = false;
  }

  close(): void {
    if (this.#native === undefined) return;
    this.#native = undefined;
    this.#onClose();
  }
}
