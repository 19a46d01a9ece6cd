import { levelDb } from './quiet-gate.ts';

/** How much louder than the quietest of the pause a frame has to be to look like an onset, in dB. */
const onsetDb = 12;
/** Lower levels are taken for this one, in dB of full scale, so that a rise from nothing to almost nothing is none. */
const floorDb = -60;

/**
 * Sees in a pause that somebody may have begun to speak again, before the VAD, which takes a while to be sure, says so:
 * the level has risen.
 */
export class OnsetWatch {
  readonly #lagFrames: number;
  #floor = Infinity;
  /** The newest levels, as many as the VAD may be late. */
  #levels: number[] = [];

  /** @param lagFrames - how many frames after an onset the VAD tells it; integer, >= 1. */
  constructor(lagFrames: number) {
    this.#lagFrames = lagFrames;
  }

  /** True while one of the newest frames was much louder than the quietest of the pause. */
  get isLikely(): boolean {
    return this.#levels.some((level) => level > this.#floor + onsetDb);
  }

  /** Takes the next frame of a pause; -1..1. */
  hear(frame: Float32Array): void {
    const level = Math.max(floorDb, levelDb(frame));
    this.#floor = Math.min(this.#floor, level);
    this.#levels.push(level);
    if (this.#levels.length > this.#lagFrames) this.#levels.shift();
  }

  /** A new pause begins. */
  reset(): void {
    this.#floor = Infinity;
    this.#levels = [];
  }
}
