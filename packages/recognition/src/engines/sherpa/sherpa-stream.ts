import { msToSamples, sampleRateHz } from '@steno/audio';
import type { EngineStream } from '../../contract/engine.ts';
import type { Hypothesis } from '../../contract/hypothesis.ts';
import type { NativeOnlineRecognizer, NativeOnlineStream } from './addon.ts';
import { wordsFromTokens } from './words-from-tokens.ts';

/**
 * Silence added behind each utterance, in ms, so that the model has seen enough to say the last word.
 * Measured with `npm run bench -- wer`.
 */
const paddingMs = 600;

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
  #isEnding = false;

  constructor(recognizer: NativeOnlineRecognizer, onClose: () => void) {
    this.#recognizer = recognizer;
    this.#onClose = onClose;
    this.#native = recognizer.createStream();
  }

  /** The stream inside the addon. @throws TypeError when it is closed. */
  get native(): NativeOnlineStream {
    if (this.#native === undefined) throw new TypeError('the stream is closed');
    return this.#native;
  }

  get isReady(): boolean {
    return this.#native !== undefined && this.#recognizer.isReady(this.#native);
  }

  accept(samples: Float32Array): void {
    if (this.#isEnding) throw new TypeError('the utterance has ended; reset opens the next one');
    this.#utteranceSamples += samples.length;
    this.native.acceptWaveform({ samples, sampleRate: sampleRateHz });
  }

  endUtterance(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.native.acceptWaveform({ samples: new Float32Array(msToSamples(paddingMs)), sampleRate: sampleRateHz });
  }

  hypothesis(): Hypothesis {
    const { tokens, timestamps, ys_probs: logProbabilities, start_time: startSeconds } = this.#recognizer.getResult(this.native);
    // The addon counts from what it had decoded at the last reset, we from the utterance's first sample.
    const offset = startSeconds - this.#samplesBefore / sampleRateHz;
    const seconds = timestamps.map((second) => second + offset);
    return { words: wordsFromTokens({ tokens, seconds, logProbabilities }, this.#utteranceSamples) };
  }

  reset(): void {
    this.#recognizer.reset(this.native);
    this.#samplesBefore += this.#utteranceSamples + (this.#isEnding ? msToSamples(paddingMs) : 0);
    this.#utteranceSamples = 0;
    this.#isEnding = false;
  }

  close(): void {
    if (this.#native === undefined) return;
    this.#native = undefined;
    this.#onClose();
  }
}
