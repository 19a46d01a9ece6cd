import { msToSamples, samplesToMs } from '@steno/audio';
import type { Clock } from './ports.ts';

/** The least time between two warnings of one session, in ms. Chosen: it is to be noticed, not to be a flood. */
const warningIntervalMs = 10_000;

/**
 * Audio an engine may leave undecoded until more comes, in samples. Chosen: a second; the models of today
 * decode in steps of up to 640 ms.
 */
const stepSamples = msToSamples(1000);

/** What a lag watch works with. */
export interface LagWatchOptions {
  readonly clock: Clock;
  /** Time audio may wait to be decoded, in ms. */
  readonly maxWaitMs: number;
  /** Audio was received and not decoded for too long; how much, in ms. */
  readonly onLag: (lagMs: number) => void;
}

/**
 * Watches how long audio waits to be decoded. A client that sends faster than real time has much audio
 * waiting but none for long, so it is not warned; a live one whose recognizer is late is.
 */
export class LagWatch {
  readonly #options: LagWatchOptions;
  #receivedSamples = 0;
  #decodedSamples = 0;
  /** Audio up to `sample` arrived no later than `atMs`; undefined while none waits. */
  #oldest: { readonly sample: number; readonly atMs: number } | undefined;
  #warnedAtMs = -Infinity;

  constructor(options: LagWatchOptions) {
    this.#options = options;
  }

  /** Audio up to here has been received, in samples. */
  received(samples: number): void {
    this.#receivedSamples = samples;
    // The rest of a step waited for this audio, not for the engine.
    if (this.#oldest === undefined || this.#oldest.sample - this.#decodedSamples <= stepSamples) {
      this.#oldest = { sample: samples, atMs: this.#options.clock.nowMs() };
    }
    this.#check();
  }

  /** Audio up to here is decoded, in samples. */
  decoded(samples: number): void {
    this.#decodedSamples = samples;
    this.#check();
    if (this.#oldest === undefined || samples < this.#oldest.sample) return;
    const isAllDecoded = samples >= this.#receivedSamples;
    this.#oldest = isAllDecoded ? undefined : { sample: this.#receivedSamples, atMs: this.#options.clock.nowMs() };
  }

  #check(): void {
    const { clock, maxWaitMs, onLag } = this.#options;
    const lagSamples = this.#receivedSamples - this.#decodedSamples;
    if (this.#oldest === undefined || lagSamples <= Math.max(stepSamples, msToSamples(maxWaitMs))) return;
    const now = clock.nowMs();
    if (now - this.#oldest.atMs <= maxWaitMs || now - this.#warnedAtMs < warningIntervalMs) return;
    this.#warnedAtMs = now;
    onLag(samplesToMs(lagSamples));
  }
}
