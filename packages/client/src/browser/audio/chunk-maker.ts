import { Resampler, sampleRateHz, toInt16Sample } from '@steno/audio';
import { chunkSamples } from './chunk-queue.ts';

/** 100 ms of audio, or less at the end of a stream. */
export interface MeasuredChunk {
  /** 16 kHz mono; belongs to the receiver. */
  readonly samples: Int16Array<ArrayBuffer>;
  /** The root of the mean square of the samples; 1 is full scale. */
  readonly rms: number;
  /** The loudest sample; above 1 where the sound is clipped. */
  readonly peak: number;
}

/** Turns the blocks of an audio device into chunks of 16 kHz. Runs on the audio thread: allocates per chunk only. */
export class ChunkMaker {
  readonly #resampler: Resampler;
  readonly #onChunk: (chunk: MeasuredChunk) => void;
  #resampled = new Float32Array(0);
  #chunk = new Int16Array(chunkSamples);
  #length = 0;
  #squares = 0;
  #peak = 0;

  /**
   * @param fromHz - the rate of the device.
   * @throws RangeError for a rate that has no small ratio to 16 kHz.
   */
  constructor(fromHz: number, onChunk: (chunk: MeasuredChunk) => void) {
    this.#resampler = new Resampler({ fromHz, toHz: sampleRateHz });
    this.#onChunk = onChunk;
  }

  /**
   * Takes a block.
   *
   * @param block - mono samples of any length; not kept.
   */
  push(block: Float32Array): void {
    const room = this.#resampler.maxOutputSamples(block.length);
    if (this.#resampled.length < room) this.#resampled = new Float32Array(room);
    this.#add(this.#resampled, this.#resampler.pushInto(block, this.#resampled));
  }

  /** Gives what is left, if anything. */
  end(): void {
    const tail = this.#resampler.end();
    this.#add(tail, tail.length);
    if (this.#length > 0) this.#give();
  }

  #add(samples: Float32Array, count: number): void {
    for (let index = 0; index < count; index += 1) {
      const sample = samples[index] ?? 0;
      this.#squares += sample * sample;
      this.#peak = Math.max(this.#peak, Math.abs(sample));
      this.#chunk[this.#length] = toInt16Sample(sample);
      this.#length += 1;
      if (this.#length === chunkSamples) this.#give();
    }
  }

  #give(): void {
    const samples = this.#length === chunkSamples ? this.#chunk : this.#chunk.slice(0, this.#length);
    const rms = Math.sqrt(this.#squares / this.#length);
    const peak = this.#peak;
    this.#chunk = new Int16Array(chunkSamples);
    this.#length = 0;
    this.#squares = 0;
    this.#peak = 0;
    this.#onChunk({ samples, rms, peak });
  }
}
