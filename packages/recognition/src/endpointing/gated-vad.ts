import type { VoiceActivityDetector } from '../contract/engine.ts';
import { QuietGate } from './quiet-gate.ts';

/**
 * Frames a VAD that begins anew hears again first, without a say. One that has heard nothing before takes tones for speech:
 * of 200 s each of arpeggios and sweeps in many kinds 155 beginnings of speech were told with 8 frames after what was passed over
 * and none where the engine began anew, 75 with 32 frames after what was passed over.
 */
const warmUpFrames = 32;

/** Tells whether somebody speaks, and in a long silence spares the VAD frames as quiet as those before. */
export class GatedVad {
  readonly #vad: VoiceActivityDetector;
  readonly #quietGate = new QuietGate();
  /** Frames the VAD has not heard because they were quiet or before its beginning, the newest of them. */
  #skipped: Float32Array[] = [];
  /** True when there were more of them. */
  #hasGap = false;
  #isSpeaking = false;
  /** Frames up to here are speech although a VAD that began anew does not hear it yet. */
  #speechUntil = 0;

  /** @param vad - owned by whoever made it; must have heard nothing. */
  constructor(vad: VoiceActivityDetector) {
    this.#vad = vad;
  }

  /** What was told of the newest frame. */
  get isSpeaking(): boolean {
    return this.#isSpeaking;
  }

  /**
   * Takes the next frame.
   *
   * @param frame - -1..1, as long as the VAD's; copied.
   * @param position - where it ends, in samples.
   * @param isGated - true in a long silence.
   * @returns true while speech is heard.
   */
  isSpeech(frame: Float32Array, position: number, isGated: boolean): boolean {
    const isHeard = this.#isHeard(frame, isGated);
    this.#isSpeaking = isHeard || position <= this.#speechUntil;
    return this.#isSpeaking;
  }

  /** A long silence begins. */
  gate(): void {
    this.#quietGate.reset();
    this.#forgetSkipped();
  }

  /**
   * Forgets everything.
   *
   * @param sample - where the next frame begins.
   * @param isSpeaking - true when somebody is speaking there, which a VAD that begins anew needs a moment to hear.
   * @param leadIn - what comes before it; copied.
   */
  beginAt(sample: number, isSpeaking: boolean, leadIn: Float32Array): void {
    this.#vad.reset();
    this.gate();
    const { frameSamples } = this.#vad;
    for (let at = leadIn.length % frameSamples; at < leadIn.length; at += frameSamples) {
      const frame = leadIn.subarray(at, at + frameSamples);
      this.#quietGate.isQuiet(frame);
      this.#skip(frame);
    }
    // It has heard nothing that it would have to forget.
    this.#hasGap = false;
    this.#isSpeaking = isSpeaking;
    this.#speechUntil = isSpeaking ? sample + this.#vad.onsetLagSamples : sample;
  }

  #isHeard(frame: Float32Array, isGated: boolean): boolean {
    if (isGated && this.#quietGate.isQuiet(frame)) {
      this.#skip(frame);
      return false;
    }
    // What it has heard before a gap does not belong to what follows.
    if (this.#hasGap) this.#vad.reset();
    for (const skipped of this.#skipped) this.#vad.isSpeech(skipped);
    this.#forgetSkipped();
    return this.#vad.isSpeech(frame);
  }

  #skip(frame: Float32Array): void {
    this.#skipped.push(frame.slice());
    if (this.#skipped.length <= warmUpFrames) return;
    this.#skipped.shift();
    this.#hasGap = true;
  }

  #forgetSkipped(): void {
    this.#skipped = [];
    this.#hasGap = false;
  }
}
