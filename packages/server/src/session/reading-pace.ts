import { msToSamples } from '@steno/audio';
import type { AudioWatch } from './audio-watch.ts';
import type { Connection } from './ports.ts';

/**
 * Reads no more from a client than may wait for decoding: TCP then slows the client, and nothing is
 * dropped. Reading stops at the bound and goes on at half of it.
 */
export class ReadingPace {
  readonly #watch: AudioWatch;
  readonly #maxAheadSamples: number;
  #connection: Pick<Connection, 'pauseReading' | 'resumeReading'> | undefined;
  #decodedSamples = 0;
  #isAhead = false;

  /**
   * @param watch - told when nothing can come because nothing is read or nobody is there.
   * @param maxAheadMs - audio that may wait for decoding, in ms.
   */
  constructor(watch: AudioWatch, maxAheadMs: number) {
    this.#watch = watch;
    this.#maxAheadSamples = msToSamples(maxAheadMs);
  }

  /** Audio up to here is decoded, in samples. */
  get decodedSamples(): number {
    return this.#decodedSamples;
  }

  /** Reads from a connection from now on. */
  attach(connection: Pick<Connection, 'pauseReading' | 'resumeReading'>): void {
    this.#connection = connection;
    if (this.#isAhead) connection.pauseReading();
    this.#watch.setPaused(this.#isAhead);
  }

  /** Nothing can come until the next connection. */
  detach(): void {
    this.#connection = undefined;
    this.#watch.setPaused(true);
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
    if (this.#isAhead) this.#setAhead(false);
  }

  #balance(receivedSamples: number): void {
    const ahead = receivedSamples - this.#decodedSamples;
    if (!this.#isAhead && ahead > this.#maxAheadSamples) this.#setAhead(true);
    else if (this.#isAhead && ahead <= this.#maxAheadSamples / 2) this.#setAhead(false);
  }

  #setAhead(isAhead: boolean): void {
    this.#isAhead = isAhead;
    this.#watch.setPaused(isAhead || this.#connection === undefined);
    if (isAhead) this.#connection?.pauseReading();
    else this.#connection?.resumeReading();
  }
}
