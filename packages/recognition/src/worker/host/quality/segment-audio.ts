/** A range of a session's audio, on its sample clock. */
export interface SampleRange {
  readonly startSample: number;
  /** The position behind the last sample. */
  readonly endSample: number;
}

/** The newest audio of a session, so that a segment can be heard again. Its owner bounds it by forgetting. */
export class SegmentAudio {
  #parts: Int16Array[] = [];
  #startSample = 0;
  #endSample = 0;

  /** The position of the first sample kept. */
  get startSample(): number {
    return this.#startSample;
  }

  /** The position behind all audio. */
  get endSample(): number {
    return this.#endSample;
  }

  /** Adds audio; kept, not copied: it must not be changed any more. */
  append(samples: Int16Array): void {
    if (samples.length === 0) return;
    this.#parts.push(samples);
    this.#endSample += samples.length;
  }

  /**
   * A copy of a range.
   *
   * @returns undefined when not all of it is kept.
   */
  cut({ startSample, endSample }: SampleRange): Int16Array | undefined {
    if (startSample < this.#startSample || endSample > this.#endSample || endSample < startSample) return undefined;
    const cut = new Int16Array(endSample - startSample);
    let partStart = this.#startSample;
    for (const part of this.#parts) {
      const from = Math.max(startSample, partStart);
      const to = Math.min(endSample, partStart + part.length);
      if (from < to) cut.set(part.subarray(from - partStart, to - partStart), from - startSample);
      partStart += part.length;
    }
    return cut;
  }

  /** Forgets whole chunks before a position. */
  forgetBefore(sample: number): void {
    let dropped = 0;
    for (const part of this.#parts) {
      if (this.#startSample + part.length > sample) break;
      this.#startSample += part.length;
      dropped += 1;
    }
    if (dropped > 0) this.#parts.splice(0, dropped);
  }

  /** Forgets everything. */
  clear(): void {
    this.#parts = [];
    this.#startSample = this.#endSample;
  }
}
