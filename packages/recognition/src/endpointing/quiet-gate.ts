/** Below this a frame is quiet whatever was before, in dB of full scale: less than 16 bits can tell from nothing. */
const alwaysQuietDb = -75;
/** Frames over which the quietest is looked for, and that are needed first. Chosen: about a second. */
const memoryFrames = 32;
/**
 * How much louder than the quietest of late a frame has to be to be worth a closer look, in dB: without its low tones,
 * and with them. Speech as loud as the noise around it raises a level by 3 dB. Without low tones the level of 32 ms of
 * white, pink or brown noise varies by less than that, of 20,000 frames each; with them that of brown noise does by 10 dB.
 */
const riseDb = { bright: 3, whole: 12 } as const;

/**
 * Tells silence and steady noise from anything new, at almost no cost, so that the VAD, which costs more than all else
 * of a silent stream, need not hear them.
 */
export class QuietGate {
  readonly #bright = new QuietestLevel(riseDb.bright);
  readonly #whole = new QuietestLevel(riseDb.whole);

  /**
   * Takes the next frame.
   *
   * @param frame - -1..1, at least one sample.
   * @returns true when it is as quiet as what was before it.
   */
  isQuiet(frame: Float32Array): boolean {
    const isBrightQuiet = this.#bright.isNear(brightLevelDb(frame));
    return this.#whole.isNear(levelDb(frame)) && isBrightQuiet;
  }

  /** Forgets what was before. */
  reset(): void {
    this.#bright.reset();
    this.#whole.reset();
  }
}

/** Remembers the quietest of the newest levels. */
class QuietestLevel {
  readonly #riseDb: number;
  readonly #levels: number[] = [];

  constructor(rise: number) {
    this.#riseDb = rise;
  }

  /** Takes the next level; true when it is near the quietest before it, or hardly there. */
  isNear(level: number): boolean {
    const floor = this.#levels.length < memoryFrames ? -Infinity : Math.min(...this.#levels);
    this.#levels.push(level);
    if (this.#levels.length > memoryFrames) this.#levels.shift();
    return level < Math.max(floor + this.#riseDb, alwaysQuietDb);
  }

  reset(): void {
    this.#levels.length = 0;
  }
}

/** How much of the sample before is taken from each. Chosen: the usual pre-emphasis, minus 30 dB at the lowest tones. */
const emphasis = 0.97;

/** The level of a frame without its low tones, in dB of full scale. */
function brightLevelDb(frame: Float32Array): number {
  let before = frame[0] ?? 0;
  let energy = 0;
  for (const sample of frame) {
    const difference = sample - emphasis * before;
    energy += difference * difference;
    before = sample;
  }
  return 10 * Math.log10(energy / frame.length);
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
