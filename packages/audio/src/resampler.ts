/** What a {@link Resampler} converts. */
export interface ResamplerOptions {
  /** The rate of what is pushed, in Hz; integer, > 0. */
  readonly fromHz: number;
  /** The rate of what comes out, in Hz; integer, > 0. */
  readonly toHz: number;
}

/** How deep the stop band is, in dB. Chosen: below the quantisation noise of 13 bits, far below that of any room. */
const stopBandDb = 90;
/** Where the pass band ends, as a share of the lower one of the two Nyquist frequencies. Chosen: 7.2 kHz of 8 kHz. */
const passBandShare = 0.9;
/** Coefficients one resampler may have: 4 MiB. 44.1 to 16 kHz takes 51,840 of them. */
const maxCoefficients = 1_048_576;
/** Samples that are taken in at once; longer blocks are taken in several times. */
const maxSliceSamples = 4096;

/**
 * Changes the sample rate of a stream of samples, one block after the other: any chunking of the same samples gives the
 * same output. Samples that come out at `k` are those of the input at the time `k / toHz`, so that times stay what they
 * are; each comes out once `latencyMs` of input behind it is there, or by `end`.
 *
 * A polyphase FIR filter: the ideal low-pass under a Kaiser window, whose length and shape follow from the depth of the
 * stop band (90 dB) and the width of the transition, which ends at the lower Nyquist frequency, so that nothing is
 * folded back. After J. F. Kaiser, "Nonrecursive digital filter design using the I0-sinh window function" (1974), and
 * J. O. Smith, "Digital Audio Resampling Home Page", ccrma.stanford.edu/~jos/resample/. What it reaches is measured in its test.
 */
export class Resampler {
  /** How much input behind a sample is needed before it comes out, in ms: 3.6 at 48 kHz to 16 kHz; 0 for equal rates. */
  readonly latencyMs: number;
  /** `toHz / fromHz` in lowest terms is `#up / #down`. */
  readonly #up: number;
  readonly #down: number;
  /** Input samples on each side of an output sample that it is made of. */
  readonly #half: number;
  /** `#up` filters of `2 * #half` coefficients, one for each place an output sample can have between two of the input. */
  readonly #coefficients: Float32Array;
  /** What is still needed of the input; the first `#length` are filled. */
  readonly #input: Float32Array;
  #length = 0;
  /** Where in `#input` the samples of the next output sample begin, and the filter it takes. */
  #start = 0;
  #phase = 0;
  #takenSamples = 0;
  #givenSamples = 0;

  /**
   * @throws RangeError when a rate is not an integer > 0, or the two have no small common ratio (such as 47,999 and
   *   16,000): the filters would take more than 4 MiB.
   */
  constructor({ fromHz, toHz }: ResamplerOptions) {
    for (const rate of [fromHz, toHz]) {
      if (!Number.isInteger(rate) || rate <= 0)
        throw new RangeError(`a sample rate must be an integer > 0, not ${rate}`);
    }
    const divisor = greatestCommonDivisor(fromHz, toHz);
    this.#up = toHz / divisor;
    this.#down = fromHz / divisor;
    const lowerNyquist = Math.min(1, toHz / fromHz) / 2;
    const transition = lowerNyquist * (1 - passBandShare);
    this.#half = fromHz === toHz ? 0 : Math.ceil((stopBandDb - 7.95) / (2.285 * 2 * Math.PI * transition) / 2);
    if (this.#up * this.#half * 2 > maxCoefficients) {
      throw new RangeError(`${fromHz} Hz cannot be resampled to ${toHz} Hz: the two have no small common ratio`);
    }
    this.latencyMs = (this.#half * 1000) / fromHz;
    this.#coefficients = makeFilters(this.#up, this.#half, lowerNyquist - transition / 2);
    this.#input = new Float32Array(2 * this.#half + maxSliceSamples);
    this.#rewind();
  }

  /** How many samples a block of `length` can give at the most. */
  maxOutputSamples(length: number): number {
    return Math.ceil((length * this.#up) / this.#down) + 1;
  }

  /**
   * Takes a block and writes what comes of it, without allocating anything.
   *
   * @param samples - any length, at `fromHz`; not kept.
   * @param output - written from its beginning.
   * @returns how many samples were written.
   * @throws RangeError when `output` is shorter than `maxOutputSamples(samples.length)`.
   */
  pushInto(samples: Float32Array, output: Float32Array): number {
    if (output.length < this.maxOutputSamples(samples.length)) {
      throw new RangeError(
        `the output holds ${output.length} samples, ${this.maxOutputSamples(samples.length)} may come`,
      );
    }
    this.#takenSamples += samples.length;
    if (this.#half === 0) {
      output.set(samples);
      this.#givenSamples += samples.length;
      return samples.length;
    }
    let written = 0;
    for (let taken = 0; taken < samples.length;) {
      const room = Math.min(this.#input.length - this.#length, samples.length - taken);
      for (let index = 0; index < room; index += 1) this.#input[this.#length + index] = samples[taken + index] ?? 0;
      this.#length += room;
      taken += room;
      written = this.#filter(output, written);
      this.#forget();
    }
    this.#givenSamples += written;
    return written;
  }

  /** As `pushInto`, into an array of its own. */
  push(samples: Float32Array): Float32Array {
    const output = new Float32Array(this.maxOutputSamples(samples.length));
    return output.subarray(0, this.pushInto(samples, output));
  }

  /**
   * Says that no sample follows. The next block begins another stream.
   *
   * @returns what is still to come: together with what came before `ceil(taken * toHz / fromHz)` samples.
   */
  end(): Float32Array {
    const left = Math.ceil((this.#takenSamples * this.#up) / this.#down) - this.#givenSamples;
    const tail = left > 0 ? this.push(new Float32Array(2 * this.#half)).slice(0, left) : new Float32Array(0);
    this.#rewind();
    return tail;
  }

  #rewind(): void {
    // Silence before the first sample, so that it is in the middle of the first filter.
    this.#length = Math.max(0, this.#half - 1);
    this.#input.fill(0);
    this.#start = 0;
    this.#phase = 0;
    this.#takenSamples = 0;
    this.#givenSamples = 0;
  }

  /** Writes every sample whose input is there; returns the new count of written ones. */
  #filter(output: Float32Array, written: number): number {
    const taps = 2 * this.#half;
    const input = this.#input;
    const coefficients = this.#coefficients;
    let start = this.#start;
    let phase = this.#phase;
    let count = written;
    while (start + taps <= this.#length) {
      const filter = phase * taps;
      let sum = 0;
      for (let tap = 0; tap < taps; tap += 1) sum += (input[start + tap] ?? 0) * (coefficients[filter + tap] ?? 0);
      output[count] = sum;
      count += 1;
      phase += this.#down;
      const step = Math.floor(phase / this.#up);
      start += step;
      phase -= step * this.#up;
    }
    this.#start = start;
    this.#phase = phase;
    return count;
  }

  /** Moves what is still needed to the beginning. */
  #forget(): void {
    // Where the rate falls far, the next sample may begin behind everything that is there.
    const done = Math.min(this.#start, this.#length);
    this.#input.copyWithin(0, done, this.#length);
    this.#length -= done;
    this.#start -= done;
  }
}

/**
 * @param cutoff - where the filter has fallen to half, in cycles of one input sample.
 * @returns filters one behind the other, each with a sum of 1, so that no rate changes the level.
 */
function makeFilters(phases: number, half: number, cutoff: number): Float32Array {
  const taps = 2 * half;
  const beta = 0.1102 * (stopBandDb - 8.7);
  const filters = new Float32Array(phases * taps);
  const filter = new Float64Array(taps);
  for (let phase = 0; phase < phases; phase += 1) {
    let sum = 0;
    for (let tap = 0; tap < taps; tap += 1) {
      const distance = tap - (half - 1) - phase / phases;
      const angle = 2 * Math.PI * cutoff * distance;
      const ideal = distance === 0 ? 1 : Math.sin(angle) / angle;
      const coefficient = ideal * besselI0(beta * Math.sqrt(Math.max(0, 1 - (distance / half) ** 2)));
      filter[tap] = coefficient;
      sum += coefficient;
    }
    for (let tap = 0; tap < taps; tap += 1) filters[phase * taps + tap] = (filter[tap] ?? 0) / sum;
  }
  return filters;
}

/** The modified Bessel function of the first kind and order 0, by its power series. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let index = 1; term > sum * 1e-12; index += 1) {
    term *= (x / (2 * index)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
