import type { LagSummary } from './lag-recorder.ts';

/** CPU time of one part, in s for each second of audio of one stream. */
export interface CpuShare {
  readonly part: string;
  readonly perStreamSecond: number;
}

/** What a side is to carry. */
export interface Load {
  /** Concurrent streams; integer, >= 1. */
  readonly streams: number;
  readonly seconds: number;
  /** How long it runs before lags count, in s. */
  readonly settleSeconds: number;
}

/** What was seen of one load. */
export interface Probe {
  readonly streams: number;
  /** One for each process that decodes, or one for all. */
  readonly lags: readonly LagSummary[];
  /** The share of the chunks due that were decoded or were known to wait; 1 when none is missing. */
  readonly seenShare: number;
  readonly cpu: readonly CpuShare[];
  /** The share of the machine that others used, 0..1. */
  readonly othersShare: number;
}

/** One of the two that are compared. */
export interface Side {
  readonly name: string;
  /** Opens streams until there are so many, with all that they need. */
  grow(streams: number): Promise<void>;
  /** Carries a load in real time, and what of it is left over, before it resolves. */
  probe(load: Load): Promise<Probe>;
  /** Ends its processes. Idempotent. */
  close(): Promise<void>;
}

/** The lag that at most one chunk in twenty may exceed, in ms. */
export const maxLagMs = 300;
/**
 * Growth within a window that counts as growth, in ms. Chosen: what the changing share of speech does
 * within a window; a load of 2 % too much grows by three times as much in a window of 12 s.
 */
const maxGrowthMs = 50;
/** Chunks at the edges of a window may fall out of it. */
const minSeenShare = 0.95;

/** True when a load was carried: p95 of the lag under {@link maxLagMs}, no growth, no chunk missing. */
export function isSustained({ lags, seenShare }: Probe): boolean {
  return seenShare >= minSeenShare && lags.every(({ p95, growth }) => p95 < maxLagMs && growth < maxGrowthMs);
}

/** All CPU time, in s for each second of audio of one stream. */
export function totalCpu({ cpu }: Probe): number {
  return cpu.reduce((sum, { perStreamSecond }) => sum + perStreamSecond, 0);
}
