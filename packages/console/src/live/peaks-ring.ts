/** The loudest sample of each short piece of the newest audio, for a waveform. */
export class PeaksRing {
  readonly #peaks: Uint8Array;
  readonly #samplesPerPeak: number;
  /** Peaks ever; the newest ones are kept. */
  #count = 0;
  #open = 0;
  #openSamples = 0;

  /**
   * @param capacity - peaks that are kept; integer, > 0. The oldest are forgotten.
   * @param samplesPerPeak - integer, > 0.
   */
  constructor(capacity: number, samplesPerPeak: number) {
    this.#peaks = new Uint8Array(capacity);
    this.#samplesPerPeak = samplesPerPeak;
  }

  /** Peaks ever. */
  get count(): number {
    return this.#count;
  }

  /** Takes the next samples; not kept. */
  push(samples: Int16Array): void {
    for (const sample of samples) {
      this.#open = Math.max(this.#open, Math.abs(sample));
      this.#openSamples += 1;
      if (this.#openSamples === this.#samplesPerPeak) this.#close();
    }
  }

  /**
   * The peak of a piece, 0..1.
   *
   * @param index - from 0 for the first ever; 0 is told for what is forgotten or has not come.
   */
  at(index: number): number {
    if (index < 0 || index >= this.#count || index < this.#count - this.#peaks.length) return 0;
    return (this.#peaks[index % this.#peaks.length] ?? 0) / 255;
  }

  /** Forgets everything; the next samples are the first of piece `count`. */
  restart(count = 0): void {
    this.#peaks.fill(0);
    this.#count = count;
    this.#open = 0;
    this.#openSamples = 0;
  }

  #close(): void {
    this.#peaks[this.#count % this.#peaks.length] = Math.min(255, Math.round((this.#open * 255) / 32_767));
    this.#count += 1;
    this.#open = 0;
    this.#openSamples = 0;
  }
}

/** How loud a piece of audio is, in dB of full scale. */
export interface Loudness {
  readonly rmsDbfs: number;
  readonly peakDbfs: number;
}

/** What silence and everything softer is told as. */
export const quietestDbfs = -100;

/** Measures samples; `quietestDbfs` for none. */
export function loudnessOf(samples: Int16Array): Loudness {
  let sum = 0;
  let peak = 0;
  for (const sample of samples) {
    sum += sample * sample;
    peak = Math.max(peak, Math.abs(sample));
  }
  const toDbfs = (amplitude: number): number => Math.max(quietestDbfs, 20 * Math.log10(amplitude / 32_767));
  return { rmsDbfs: toDbfs(Math.sqrt(sum / Math.max(1, samples.length))), peakDbfs: toDbfs(peak) };
}
