import type { Metrics } from './prometheus.ts';
import { sumOf } from './prometheus.ts';

/** The metrics as they were at a moment. */
export interface Reading {
  /** Unix time in ms. */
  readonly atMs: number;
  readonly metrics: Metrics;
}

/** What of a reading is drawn as a line over time. */
export interface TrendPoint {
  readonly atMs: number;
  readonly sessions: number;
  readonly loadRatio: number;
}

/** The readings that a view looks back on. */
export interface History {
  /** Oldest first; about a minute of them. */
  readonly readings: readonly Reading[];
  /** Oldest first; about ten minutes of them. */
  readonly trend: readonly TrendPoint[];
}

/** Nothing yet. */
export const noHistory: History = { readings: [], trend: [] };

const minuteMs = 60_000;
/** Two hours at one reading in three seconds would be 2400; ten minutes are enough to see what happens. */
const trendPoints = 200;

/** Adds a reading, and forgets what is too old. Of what is older than a minute one stays, to count the minute from. */
export function remember(history: History, reading: Reading): History {
  const { atMs, metrics } = reading;
  const all = [...history.readings, reading];
  const oldest = all.findLastIndex((one) => one.atMs <= atMs - minuteMs);
  const point = {
    atMs,
    sessions: sumOf(metrics, 'steno_sessions_open'),
    loadRatio: sumOf(metrics, 'steno_capacity_load_ratio'),
  };
  return { readings: all.slice(Math.max(0, oldest)), trend: [...history.trend, point].slice(-trendPoints) };
}

/**
 * How fast a counter went up between the oldest and the newest reading, per second; undefined with less than two, or when
 * the server was started anew between them.
 */
export function rateOf(
  { readings }: History,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const [first] = readings;
  const last = readings.at(-1);
  if (first === undefined || last === undefined || last.atMs <= first.atMs) return undefined;
  const rise = sumOf(last.metrics, name, labels) - sumOf(first.metrics, name, labels);
  return rise < 0 ? undefined : rise / ((last.atMs - first.atMs) / 1000);
}
