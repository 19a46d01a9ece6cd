const second = 16_000;
/** The first samples of a second, by which it is found. */
const sought = 4000;
/** Chosen: a shift of half a sample leaves 12 dB of speech, a lost or doubled block of 10 ms none. */
const faithfulDb = 10;
/** Where speech may be, from where the second before it was: some blocks of 10 ms. */
const maxShift = 800;

/**
 * Compares speech that was heard with the recording that was spoken, second by second. Each may come a little earlier or
 * later than the one before, as a busy machine now and then loses or doubles a block of 10 ms.
 *
 * @param spoken - 16 kHz.
 * @param heard - 16 kHz; the recording begins in its first two seconds.
 * @returns how many seconds of the recording are there, each with all its samples.
 */
export function faithfulSeconds(spoken: Int16Array, heard: Int16Array): number {
  const seconds = Array.from({ length: Math.floor(spoken.length / second) }, (_, index) => index * second);
  const loudness = seconds.map((at) => energy(spoken.subarray(at, at + second)));
  // The loudest second is found most surely.
  const loudest = seconds[loudness.indexOf(Math.max(...loudness))] ?? 0;
  let start = bestStart(spoken, heard, { at: loudest, from: 0, to: 2 * second });
  let faithful = 0;
  for (const at of seconds) {
    start = bestStart(spoken, heard, { at, from: Math.max(0, start - maxShift), to: start + maxShift });
    const rest = difference(spoken.subarray(at, at + second), heard.subarray(start + at));
    if (10 * Math.log10(energy(spoken.subarray(at, at + second)) / (rest + 1)) > faithfulDb) faithful += 1;
  }
  return faithful;
}

/** Where the recording begins, by the samples at `at`. */
function bestStart(
  spoken: Int16Array,
  heard: Int16Array,
  { at, from, to }: { readonly at: number; readonly from: number; readonly to: number },
): number {
  const wanted = spoken.subarray(at, at + sought);
  let best = from;
  let least = Infinity;
  for (let start = from; start < to; start += 1) {
    const rest = difference(wanted, heard.subarray(start + at));
    if (rest >= least) continue;
    least = rest;
    best = start;
  }
  return best;
}

function energy(samples: Int16Array): number {
  return samples.reduce((sum, sample) => sum + sample ** 2, 0);
}

function difference(wanted: Int16Array, found: Int16Array): number {
  let sum = 0;
  for (let index = 0; index < wanted.length; index += 1) sum += ((wanted[index] ?? 0) - (found[index] ?? 0)) ** 2;
  return sum;
}
