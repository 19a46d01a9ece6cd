import { type Metrics, samplesOf } from './prometheus.ts';

/** How often a measured value fell into each bucket. */
export interface Histogram {
  /** Upper bounds, rising; the last one is Infinity. */
  readonly bounds: readonly number[];
  /** How many values fell into each bucket alone, not into those below it. */
  readonly counts: readonly number[];
  /** How many values there are. */
  readonly count: number;
}

/** The histogram of a metric, over all of its labels. */
export function histogramOf(metrics: Metrics, name: string): Histogram {
  const cumulative = new Map<number, number>();
  for (const { labels, value } of samplesOf(metrics, `${name}_bucket`)) {
    const bound = labels['le'] === '+Inf' ? Infinity : Number(labels['le']);
    if (!Number.isNaN(bound)) cumulative.set(bound, (cumulative.get(bound) ?? 0) + value);
  }
  const rows = [...cumulative].sort(([one], [other]) => one - other);
  let below = 0;
  const counts = rows.map(([, sum]) => {
    const own = Math.max(0, sum - below);
    below = Math.max(below, sum);
    return own;
  });
  return { bounds: rows.map(([bound]) => bound), counts, count: below };
}

/** What came between two readings. After a new start of the server, which counts from 0 again, all of the later one. */
export function since(before: Histogram | undefined, now: Histogram): Histogram {
  if (before === undefined || before.count > now.count || before.bounds.join() !== now.bounds.join()) return now;
  const counts = now.counts.map((count, index) => Math.max(0, count - (before.counts[index] ?? 0)));
  return { bounds: now.bounds, counts, count: counts.reduce((sum, count) => sum + count, 0) };
}

/**
 * The value below which a share of the values is, as Prometheus estimates it: evenly spread within a bucket.
 *
 * @param share - 0..1.
 * @returns undefined without values; the last finite bound for a value above it.
 */
export function quantile({ bounds, counts, count }: Histogram, share: number): number | undefined {
  if (count === 0) return undefined;
  const rank = share * count;
  let below = 0;
  for (const [index, own] of counts.entries()) {
    const upper = bounds[index] ?? Infinity;
    if (below + own >= rank && own > 0) {
      const lower = bounds[index - 1] ?? 0;
      return upper === Infinity ? lower : lower + (upper - lower) * Math.max(0, (rank - below) / own);
    }
    below += own;
  }
  return undefined;
}
