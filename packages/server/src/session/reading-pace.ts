import { msToSamples } from '@steno/audio';
import type { AudioWatch } from './audio-watch.ts';
import type { Connection } from './ports.ts';

/**
 * Reads no more from a client than may wait for decoding: TCP then slows the client, and nothing is
 * dropped. Reading stops at the bound and goes on at half of it.
 */
export class ReadingPace {
  readonly #connection: Pick<Connection, 'pauseReading' | 'resumeReading'>;
  readonly #watch: AudioWatch;
  readonly #maxAheadSamples: number;
  #decodedSamples = 0;
  #isPaused = false;

  /**
   * @param connection - the client's.
   * @param watch - told when nothing can come because nothing is read.
   * @param maxAheadMs - audio that may wait for decoding, in ms.
   */
  constructor(connection: Pick<Connection, 'pauseReading' | 'resumeReading'>, watch: AudioWatch, maxAheadMs: number) {
    this.#connection = connection;
    this.#watch = watch;
    this.#maxAheadSamples = msToSamples(maxAheadMs);
  }

  /** All audio up to here has been received, in samples. */
  received(samples: number): void {
    this.#balance(samples);
  }

  /** Audio up to `decodedSamples` of the `receivedSamples` is decoded. */
  decoded(decodedSamples: number, receivedSamples: number): void {
    this.#decodedSamples = decodedSamples;
    this.#balance(receivedSamples);
  }

  /** Reads on, whatever waits; for the end of the audio. */
  release(): void {
    if (this.#isPaused) this.#setPaused(false);
  }

  #balance(receivedSamples: number): void {
    const ahead = receivedSamples - this.#decodedSamples;
    if (!this.#isPaused && ahead > this.#maxAheadSamples) this.#setPaused(true);
    else if (this.#isPaused && ahead <= this.#maxAheadSamples / 2) this.#setPaused(false);
  }

  #setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#watch.setPaused(isPaused);
    if (isPaused) this.#connection.pauseReading();
    else this.#connection.resumeReading();
  }
}
