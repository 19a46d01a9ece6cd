import type { VoiceActivityDetector } from '../contract/engine.ts';
import { QuietGate } from './quiet-gate.ts';

/** Frames the VAD hears again after it has passed over more. Chosen: 256 ms, more than it takes to hear an onset. */
const warmUpFrames = 8;

/** Tells whether somebody speaks, and in a long silence spares the VAD frames as quiet as those before. */
export class GatedVad {
  readonly #vad: VoiceActivityDetector;
  readonly #quietGate = new QuietGate();
  /** Frames the VAD has not heard because they were quiet, the newest of them. */
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
   */
  beginAt(sample: number, isSpeaking: boolean): void {
    this.#vad.reset();
    this.gate();
    this.#isSpeaking = isSpeaking;
    this.#speechUntil = isSpeaking ? sample + this.#vad.onsetLagSamples : sample;
  }

  #isHeard(frame: Float32Array, isGated: boolean): boolean {
    if (isGated && this.#quietGate.isQuiet(frame)) {
      this.#skipped.push(frame.slice());
      if (this.#skipped.length > warmUpFrames) {
        this.#skipped.shift();
        this.#hasGap = true;
      }
      return false;
    }
    // What it has heard before a gap does not belong to what follows.
    if (this.#hasGap) this.#vad.reset();
    for (const skipped of this.#skipped) this.#vad.isSpeech(skipped);
    this.#forgetSkipped();
    return this.#vad.isSpeech(frame);
  }

  #forgetSkipped(): void {
    this.#skipped = [];
    this.#hasGap = false;
  }
}
