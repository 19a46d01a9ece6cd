import { cepstrumSize } from './library.ts';

/** Room for 2.5 s before the first growth; chosen: most utterances are longer, few are much longer. */
const initialFrames = 256;

/** The cepstra of one utterance. Grows with it: 5.2 kB per second. */
export class FrameList {
  #values = new Float32Array(initialFrames * cepstrumSize);
  #count = 0;

  /** How many frames it holds. */
  get count(): number {
    return this.#count;
  }

  /**
   * Adds frames.
   *
   * @param frames - cepstra, row after row; copied.
   */
  push(frames: Float32Array): void {
    const start = this.#count * cepstrumSize;
    if (start + frames.length > this.#values.length) {
      const grown = new Float32Array(Math.max(this.#values.length * 2, start + frames.length));
      grown.set(this.#values.subarray(0, start));
      this.#values = grown;
    }
    this.#values.set(frames, start);
    this.#count += frames.length / cepstrumSize;
  }

  /**
   * Some of the frames.
   *
   * @param from - the first, from 0.
   * @param to - the one after the last; cut to the length.
   * @returns a view, valid until the next call of another method.
   */
  slice(from: number, to: number): Float32Array {
    return this.#values.subarray(from * cepstrumSize, Math.min(to, this.#count) * cepstrumSize);
  }

  /** Forgets all frames, and the memory that a long utterance took. */
  clear(): void {
    if (this.#values.length > initialFrames * cepstrumSize)
      this.#values = new Float32Array(initialFrames * cepstrumSize);
    this.#count = 0;
  }
}
