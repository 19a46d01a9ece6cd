import { percentile } from '@steno/client/measure';

/** The lags of the chunks that were due in one window; all in ms. */
export interface LagSummary {
  /** Chunks behind the figures. */
  readonly chunks: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  /** The mean of the last third of the window less that of the first third. */
  readonly growth: number;
}

/** A part of a measurement, on the clock of `performance.now()`. */
export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Collects how late chunks were decoded. The lag of a chunk is the time from when it was due, as its
 * sender's clock has it, until it is used: every step of the engine that it makes possible is decoded.
 * A chunk that fills no step of the engine is used once it has passed the VAD, so the wait for a step to
 * fill, which no recognizer can avoid, is no lag.
 */
export class LagRecorder {
  #due: number[] = [];
  #lags: number[] = [];

  /** Notes one chunk; for one that still waits, its age. */
  note(dueMs: number, usedMs: number): void {
    this.#due.push(dueMs);
    this.#lags.push(usedMs - dueMs);
  }

  /** Forgets what was noted. */
  clear(): void {
    this.#due = [];
    this.#lags = [];
  }

  /** Sums up the chunks that were due in the window. */
  summary({ fromMs, toMs }: Window): LagSummary {
    const lagsBetween = (from: number, to: number): readonly number[] =>
      this.#lags.filter((_, index) => {
        const due = this.#due[index] ?? -Infinity;
        return due >= from && due < to;
      });
    const third = (toMs - fromMs) / 3;
    const lags = lagsBetween(fromMs, toMs);
    return {
      chunks: lags.length,
      p50: percentile(lags, 0.5),
      p95: percentile(lags, 0.95),
      max: percentile(lags, 1),
      growth: mean(lagsBetween(toMs - third, toMs)) - mean(lagsBetween(fromMs, fromMs + third)),
    };
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
