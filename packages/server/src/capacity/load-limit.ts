/**
 * What is aimed at for 95 % of the chunks, in ms. Capacity is defined by 300; the rest is for what the formula leaves out, found by
 * simulation.
 */
const lagMs = 240;

/** Audio a model decodes at once, in ms. Chosen: what the models of today take, some take twice as much. */
const stepMs = 320;

/** How far the 95th percentile of a wait is from its mean: its tail is about exponential, and ln 20 is 3. */
const tailOverMean = 3;

/**
 * How much of a worker live sessions may need, so that they do not wait too long for each other. A step takes a worker
 * `stepMs` times the cost of audio, and steps that come at random wait `load / (2 (1 - load))` of that in the mean (the
 * queue M/D/1). So a model that is fast may use nearly all of a worker, one that is slow much less.
 *
 * @param busyRatio - compute time for audio time.
 * @param targetRatio - what it may never exceed.
 * @returns 0 when a single step takes too long.
 */
export function loadLimit(busyRatio: number, targetRatio: number): number {
  const allowed = (2 / tailOverMean) * (lagMs / (stepMs * busyRatio) - 1);
  return Math.max(0, Math.min(targetRatio, allowed / (1 + allowed)));
}
