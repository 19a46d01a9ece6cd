import { cepstrumSize } from './library.ts';

/**
 * How many frames the model's own mean counts for while an utterance is heard; 100 frames are 1 s. Measured
 * on 215 words of the English development recordings: the live pass had 63.3 % of them wrong, with 30
 * frames 64.2 %.
 */
const priorFrames = 100;

/**
 * The mean of an utterance's cepstra, which is subtracted from each frame to take the microphone and the
 * room out of them (cepstral mean normalisation). Frames without energy do not count, as in the library.
 */
export class CepstralMean {
  readonly #initial: Float32Array;
  readonly #sum: Float64Array = new Float64Array(cepstrumSize);
  #count = 0;

  /** @param initial - the model's mean; `cepstrumSize` values; kept. */
  constructor(initial: Float32Array) {
    this.#initial = initial;
  }

  /**
   * Takes frames into the mean.
   *
   * @param frames - cepstra, row after row; not kept.
   */
  add(frames: Float32Array): void {
    for (let row = 0; row < frames.length; row += cepstrumSize) {
      // The first value is the log energy: below 0 is digital silence.
      if ((frames[row] ?? 0) < 0) continue;
      this.#count += 1;
      for (let index = 0; index < cepstrumSize; index += 1) {
        this.#sum[index] = (this.#sum[index] ?? 0) + (frames[row + index] ?? 0);
      }
    }
  }

  /** Frames minus the mean so far, steadied by the model's; for audio that goes on. */
  normalizeLive(frames: Float32Array): Float32Array {
    return this.#subtract(frames, priorFrames);
  }

  /** Frames minus the mean of all that was added; for an utterance that was heard to its end. */
  normalizeWhole(frames: Float32Array): Float32Array {
    return this.#subtract(frames, this.#count === 0 ? 1 : 0);
  }

  #subtract(frames: Float32Array, prior: number): Float32Array {
    const mean = this.#sum.map((sum, index) => (sum + (this.#initial[index] ?? 0) * prior) / (this.#count + prior));
    return frames.map((value, index) => value - (mean[index % cepstrumSize] ?? 0));
  }
}
