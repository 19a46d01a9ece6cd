/** How much louder than the quietest of late a frame has to be to be worth a closer look, in dB. */
const riseDb = 3;
/** Below this a frame is quiet whatever was before, in dB of full scale: less than 16 bits can tell from nothing. */
const alwaysQuietDb = -75;
/** Frames over which the quietest is looked for, and that are needed first. Chosen: about a second. */
const memoryFrames = 32;

/**
 * Tells silence and steady noise from anything new, at almost no cost, so that the VAD, which costs more than all else
 * of a silent stream, need not hear them. Speech as loud as the noise around it raises a frame's level by 3 dB, while
 * the level of 32 ms of steady noise varies by 0.3 dB.
 */
export class QuietGate {
  readonly #levels: number[] = [];

  /**
   * Takes the next frame.
   *
   * @param frame - -1..1, at least one sample.
   * @returns true when it is as quiet as what was before it.
   */
  isQuiet(frame: Float32Array): boolean {
    const level = levelDb(frame);
    const floor = this.#levels.length < memoryFrames ? -Infinity : Math.min(...this.#levels);
    this.#levels.push(level);
    if (this.#levels.length > memoryFrames) this.#levels.shift();
    return level < Math.max(floor + riseDb, alwaysQuietDb);
  }

  /** Forgets what was before. */
  reset(): void {
    this.#levels.length = 0;
  }
}

/**
 * The level of a frame.
 *
 * @param frame - -1..1, at least one sample.
 * @returns dB of full scale; minus infinity for zeros.
 */
export function levelDb(frame: Float32Array): number {
  let energy = 0;
  for (const sample of frame) energy += sample * sample;
  return 10 * Math.log10(energy / frame.length);
}
