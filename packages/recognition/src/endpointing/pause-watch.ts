import type { VoiceActivityDetector } from '../contract/engine.ts';
import { OnsetWatch } from './onset-watch.ts';
import type { Pause } from './segment-cut.ts';

/** Follows the silence a stream is in, or has last been in; positions are samples on the sample clock. */
export class PauseWatch {
  readonly #vad: Pick<VoiceActivityDetector, 'frameSamples' | 'onsetLagSamples' | 'releaseLagSamples'>;
  readonly #onset: OnsetWatch;
  #startSample = 0;

  /** @param vad - how long frames are, and how late it tells. */
  constructor(vad: Pick<VoiceActivityDetector, 'frameSamples' | 'onsetLagSamples' | 'releaseLagSamples'>) {
    this.#vad = vad;
    this.#onset = new OnsetWatch(Math.ceil(vad.onsetLagSamples / vad.frameSamples) + 1);
  }

  /** Where the newest silence began: where somebody stopped speaking, not where the VAD said so. */
  get startSample(): number {
    return this.#startSample;
  }

  /** Where speech began of which the VAD tells in the frame that ends at a position. */
  onsetBefore(position: number): number {
    return position - this.#vad.frameSamples - this.#vad.onsetLagSamples;
  }

  /** A silence begins at a position, and nothing is known of what was before. */
  beginAt(sample: number): void {
    this.#startSample = sample;
    this.#onset.reset();
  }

  /**
   * Takes the next frame.
   *
   * @param position - where it ends.
   * @returns the silence it ends; undefined when it ends none.
   */
  hear(frame: Float32Array, isSpeech: boolean, position: number): Pause | undefined {
    const { frameSamples, releaseLagSamples } = this.#vad;
    if (!isSpeech) {
      this.#onset.hear(frame);
      if (this.#startSample === position - frameSamples) this.#startSample -= releaseLagSamples;
      return undefined;
    }
    const pause = { startSample: this.#startSample, endSample: this.onsetBefore(position) };
    this.beginAt(position);
    return pause.endSample > pause.startSample ? pause : undefined;
  }

  /** How long it has been silent at a position, in samples. */
  silenceAt(position: number): number {
    return position - Math.max(0, this.#startSample);
  }

  /**
   * True when it has been silent for so long, in samples. While somebody may have begun to speak again, it is not before
   * the VAD would have said so.
   */
  hasLasted(samples: number, position: number): boolean {
    const silence = this.silenceAt(position);
    if (silence < samples) return false;
    return !this.#onset.isLikely || silence >= samples + this.#vad.onsetLagSamples + this.#vad.frameSamples;
  }
}
