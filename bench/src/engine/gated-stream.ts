import { msToSamples, sampleRateHz } from '@steno/audio';
import { type BareRecognizer, type BareStream, type BareVad, vadFrameSamples } from './sherpa.ts';

/** Silence after which an utterance is over and its text is reset, in ms: the server's default. */
const utteranceSilenceMs = 500;
/** Silence after which the engine hears no more until speech comes, in ms: as in the server. */
const gateSilenceMs = 1500;
/** Audio from before the speech that the engine gets with it, in ms: as in the server. */
const preRollMs = 800;
/** Frames of speech after which the VAD is made to forget what it keeps: as in the server. */
const maxKeptFrames = 300;

/**
 * One stream of the bare engine loop: what the server does for a stream and nothing else. It passes the
 * VAD, hears no long silence, and resets the text after each utterance.
 */
export class GatedStream {
  readonly native: BareStream;
  readonly #recognizer: BareRecognizer;
  readonly #vad: BareVad;
  readonly #frame: Float32Array = new Float32Array(vadFrameSamples);
  #frameLength = 0;
  #preRoll: Float32Array[] = [];
  #isGated = false;
  #hasSpeech = false;
  #silentSamples = 0;
  #speechFrames = 0;

  /** @param vad - belongs to the stream. */
  constructor(recognizer: BareRecognizer, vad: BareVad) {
    this.#recognizer = recognizer;
    this.#vad = vad;
    this.native = recognizer.createStream();
  }

  /** True when there is a step to decode. */
  get isReady(): boolean {
    return this.#recognizer.isReady(this.native);
  }

  /** Takes audio, -1..1. Steps that became ready are to be decoded before the next call. */
  accept(samples: Float32Array): void {
    for (let at = 0; at < samples.length;) {
      const part = samples.subarray(at, at + vadFrameSamples - this.#frameLength);
      this.#frame.set(part, this.#frameLength);
      this.#frameLength += part.length;
      at += part.length;
      if (this.#frameLength < vadFrameSamples) return;
      this.#frameLength = 0;
      this.#onFrame(this.#frame);
    }
  }

  /** The text of the open utterance; read only where there is speech. */
  text(): string {
    return this.#hasSpeech ? this.#recognizer.getResult(this.native).text : '';
  }

  #hear(samples: Float32Array): void {
    this.native.acceptWaveform({ samples, sampleRate: sampleRateHz });
  }

  #onFrame(frame: Float32Array): void {
    const isSpeech = this.#detect(frame);
    this.#silentSamples = isSpeech ? 0 : this.#silentSamples + frame.length;
    this.#hasSpeech ||= isSpeech;
    if (this.#isGated && isSpeech) {
      this.#isGated = false;
      for (const earlier of this.#preRoll.splice(0)) this.#hear(earlier);
    }
    if (this.#isGated) {
      this.#preRoll.push(frame.slice());
      if (this.#preRoll.length * vadFrameSamples > msToSamples(preRollMs)) this.#preRoll.shift();
      return;
    }
    this.#hear(frame);
    if (this.#hasSpeech && this.#silentSamples >= msToSamples(utteranceSilenceMs)) {
      this.#recognizer.reset(this.native);
      this.#hasSpeech = false;
    }
    if (this.#silentSamples >= msToSamples(gateSilenceMs)) this.#isGated = true;
  }

  #detect(frame: Float32Array): boolean {
    this.#vad.acceptWaveform(frame);
    const isSpeech = this.#vad.isDetected();
    this.#speechFrames = isSpeech ? this.#speechFrames + 1 : 0;
    if (this.#speechFrames > maxKeptFrames) {
      this.#vad.flush();
      this.#speechFrames = 0;
    }
    while (!this.#vad.isEmpty()) this.#vad.pop();
    return isSpeech;
  }
}
