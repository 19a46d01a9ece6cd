import { msToSamples, SampleRing } from '@steno/audio';
import { leadInMs, preRollMs } from './endpoint-rules.ts';

/** More than a tracker goes back when it begins anew in silence, in samples: the pre-roll and a frame. */
const reachSamples = msToSamples(preRollMs) + 4096;

/** Keeps the newest audio of a stream: the lead-in for when its engine begins anew. */
export class RecentAudio {
  readonly #ring: SampleRing = new SampleRing(msToSamples(leadInMs) + reachSamples);

  /** Adds audio; -1..1, any length; copied. */
  push(samples: Float32Array): void {
    this.#ring.push(samples);
  }

  /**
   * Takes what was heard before a place, and forgets the rest.
   *
   * @param back - how far the place lies behind all audio, in samples; at most the pre-roll and a frame.
   * @returns what there is, up to {@link leadInMs}.
   */
  takeLeadIn(back: number): Float32Array {
    const all = this.#ring.take();
    const end = all.length - back;
    return all.slice(Math.max(0, end - msToSamples(leadInMs)), Math.max(0, end));
  }
}

/** Gathers a lead-in from the first audio of a stream that another tracker has told a checkpoint of. */
export class ArrivingLeadIn {
  readonly #samples: Float32Array;
  #filled = 0;

  /** @param length - how long it is; integer, >= 0. */
  constructor(length: number) {
    this.#samples = new Float32Array(length);
  }

  /** Samples that have not come yet. */
  get missing(): number {
    return this.#samples.length - this.#filled;
  }

  /** What has come. */
  get samples(): Float32Array {
    return this.#samples.subarray(0, this.#filled);
  }

  /** Adds audio, at most what is missing; copied. */
  push(samples: Float32Array): void {
    this.#samples.set(samples, this.#filled);
    this.#filled += samples.length;
  }
}
