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
  readonly #bright: QuietestLevel;
  readonly #whole: QuietestLevel;

  /** @param fullScale - the amplitude of the loudest sample: 1, or 32,768 for samples of 16 bits. */
  constructor(fullScale = 1) {
    const alwaysQuiet = alwaysQuietDb + 20 * Math.log10(fullScale);
    this.#bright = new QuietestLevel(riseDb.bright, alwaysQuiet);
    this.#whole = new QuietestLevel(riseDb.whole, alwaysQuiet);
  }

  /**
   * Takes the next frame.
   *
   * @param frame - at least one sample.
   * @returns true when it is as quiet as what was before it.
   */
  isQuiet(frame: Float32Array | Int16Array): boolean {
    const { whole, bright } = levelsDb(frame);
    const isBrightQuiet = this.#bright.isNear(bright);
    return this.#whole.isNear(whole) && isBrightQuiet;
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
  readonly #alwaysQuietDb: number;
  readonly #levels: number[] = [];

  constructor(rise: number, alwaysQuiet: number) {
    this.#riseDb = rise;
    this.#alwaysQuietDb = alwaysQuiet;
  }

  /** Takes the next level; true when it is near the quietest before it, or hardly there. */
  isNear(level: number): boolean {
    const floor = this.#levels.length < memoryFrames ? -Infinity : Math.min(...this.#levels);
    this.#levels.push(level);
    if (this.#levels.length > memoryFrames) this.#levels.shift();
    return level < Math.max(floor + this.#riseDb, this.#alwaysQuietDb);
  }

  reset(): void {
    this.#levels.length = 0;
  }
}

/** How much of the sample before is taken from each. Chosen: the usual pre-emphasis, minus 30 dB at the lowest tones. */
const emphasis = 0.97;

/** The level of a frame with its low tones and without, in dB of an amplitude of 1; in one pass, as every frame of a silence is asked. */
function levelsDb(frame: Float32Array | Int16Array): { readonly whole: number; readonly bright: number } {
  let before = frame[0] ?? 0;
  let whole = 0;
  let bright = 0;
  for (let index = 0; index < frame.length; index += 1) {
    const sample = frame[index] ?? 0;
    const difference = sample - emphasis * before;
    whole += sample * sample;
    bright += difference * difference;
    before = sample;
  }
  return { whole: toDb(whole / frame.length), bright: toDb(bright / frame.length) };
}

/**
 * The level of a frame.
 *
 * @param frame - at least one sample.
 * @returns dB of an amplitude of 1, which is full scale for samples of -1..1; minus infinity for zeros.
 */
export function levelDb(frame: Float32Array): number {
  let energy = 0;
  // Not `for of`: going through typed arrays takes several times as long that way.
  for (let index = 0; index < frame.length; index += 1) energy += (frame[index] ?? 0) ** 2;
  return toDb(energy / frame.length);
}

function toDb(power: number): number {
  return 10 * Math.log10(power);
}
