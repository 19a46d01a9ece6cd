import type { Distribution } from './distribution.ts';
import type { MetricId, metricTable } from './metric-table.ts';

/** The labels of one series, with their values. */
export type SeriesLabels = Readonly<Record<string, string>>;

/** One number of a counter or gauge. */
export interface Reading {
  readonly labels: SeriesLabels;
  readonly value: number;
}

/** One series of a histogram. */
export interface DistributionReading {
  readonly labels: SeriesLabels;
  readonly distribution: Distribution;
}

/** What all metrics show at one moment. */
export type Readings = {
  readonly [Id in MetricId]: (typeof metricTable)[Id]['type'] extends 'histogram'
    ? readonly DistributionReading[]
    : readonly Reading[];
};
