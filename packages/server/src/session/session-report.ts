import type { LatencyKind } from './session-meter.ts';

/** Latencies of one kind, in whole ms; the quantiles at most 5 % too high. */
export interface LatencyReport {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  /** How many there were; >= 1. */
  readonly count: number;
}

/** What was measured of a session; nothing of what was said. */
export interface SessionReport {
  /** By kind, as the metrics have them; absent where there were none. */
  readonly latencies: Readonly<Partial<Record<LatencyKind, LatencyReport>>>;
  /** How often the client was warned, by code. */
  readonly warnings: Readonly<Record<string, number>>;
  /** How often a connection resumed it. */
  readonly resumes: number;
}
