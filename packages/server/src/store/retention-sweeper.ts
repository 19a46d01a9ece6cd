import type { Clock } from '../session/ports.ts';

/** What a sweeper works with. */
export interface RetentionSweeperParts {
  /** Deletes what ended before a moment, Unix time in ms. */
  readonly store: { readonly sweep: (endedBeforeMs: number) => Promise<unknown> };
  /** How long a record is kept after its session ended, in ms; 0 or more. */
  readonly retentionMs: number;
  readonly clock: Clock;
  /** Unix time in ms. */
  readonly now: () => number;
  /** Called with what a sweep rejected with; the next one comes all the same. */
  readonly onProblem: (error: unknown) => void;
}

/** Bounds of the time between two sweeps, in ms. Chosen: neither a busy disk nor speech kept for long past its time. */
const minIntervalMs = 1_000;
const maxIntervalMs = 600_000;

/**
 * Deletes records whose time is over: at once, then again and again, each time a tenth of the retention after the
 * sweep before (at least 1 s, at most 10 min). So a record is gone at most that long after it should be.
 */
export class RetentionSweeper {
  readonly #parts: RetentionSweeperParts;
  readonly #intervalMs: number;
  #sweeping: Promise<void>;
  #cancel: () => void = () => undefined;
  #isClosed = false;

  /** Begins with the first sweep. */
  constructor(parts: RetentionSweeperParts) {
    this.#parts = parts;
    this.#intervalMs = Math.min(Math.max(parts.retentionMs / 10, minIntervalMs), maxIntervalMs);
    this.#sweeping = this.#sweep();
  }

  /** Begins no more sweeps and waits for the one that goes on, which the store bounds. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel();
    await this.#sweeping;
  }

  async #sweep(): Promise<void> {
    const { store, retentionMs, clock, now, onProblem } = this.#parts;
    try {
      await store.sweep(now() - retentionMs);
    } catch (error) {
      // A store that closes rejects what it has not begun, which is no problem.
      if (!this.#isClosed) onProblem(error);
    }
    if (this.#isClosed) return;
    this.#cancel = clock.schedule(this.#intervalMs, () => {
      this.#sweeping = this.#sweep();
    });
  }
}
