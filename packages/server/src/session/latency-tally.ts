import type { LatencyReport } from './session-report.ts';

/** What one bucket's upper bound is to that of the one before. Chosen: figures are at most 5 % too high. */
const ratio = 1.05;
/** Up to two minutes; longer ones are in the last bucket. */
const buckets = Math.ceil(Math.log(120_000) / Math.log(ratio)) + 1;

/** How often latencies of each size were seen in one session: a kilobyte, however long it is. */
export class LatencyTally {
  readonly #counts = new Uint32Array(buckets);
  #count = 0;
  #maxMs = 0;

  /** Notes one, in ms. */
  observe(ms: number): void {
    const bucket = ms <= 1 ? 0 : Math.min(buckets - 1, Math.ceil(Math.log(ms) / Math.log(ratio)));
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#count += 1;
    this.#maxMs = Math.max(this.#maxMs, ms);
  }

  /** What was seen, in whole ms. */
  get report(): LatencyReport {
    return { p50: this.#quantile(0.5), p95: this.#quantile(0.95), max: Math.round(this.#maxMs), count: this.#count };
  }

  #quantile(share: number): number {
    const wanted = Math.ceil(this.#count * share);
    let seen = 0;
    const bucket = this.#counts.findIndex((count) => (seen += count) >= wanted);
    return Math.round(Math.min(this.#maxMs, ratio ** Math.max(0, bucket)));
  }
}
