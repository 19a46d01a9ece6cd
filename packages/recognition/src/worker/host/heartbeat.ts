/** How often a worker is asked, in ms; more often when it has less time to answer. Chosen. */
const usualIntervalMs = 1000;
/** The least questions that fit in the time for an answer. Chosen. */
const questionsInTimeout = 4;

/** What a heartbeat works with. */
export interface HeartbeatOptions {
  /** How long an answer may take, in ms; > 0. */
  readonly timeoutMs: number;
  /** Asks. */
  readonly ask: () => void;
  /** Called once when no answer comes; nothing follows. */
  readonly onHung: () => void;
  /** A clock that only goes forward, in ms; default the process's. */
  readonly now?: () => number;
}

/**
 * Finds out that the other side does not answer. Time in which this process itself did not run does not count, nor
 * does a machine that slept: only between two of our own timers that came in time could an answer have been read.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #now: () => number;
  readonly #intervalMs: number;
  readonly #timer: NodeJS.Timeout;
  #tickedAt: number;
  #isAsking = false;
  #unansweredMs = 0;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#intervalMs = Math.min(usualIntervalMs, options.timeoutMs / questionsInTimeout);
    this.#tickedAt = this.#now();
    this.#timer = setInterval(() => {
      this.#tick();
    }, this.#intervalMs);
    this.#timer.unref();
  }

  /**
   * Takes an answer.
   *
   * @returns false when nothing was asked.
   */
  answer(): boolean {
    const wasAsking = this.#isAsking;
    this.#isAsking = false;
    return wasAsking;
  }

  /** Asks no more. Idempotent. */
  close(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const now = this.#now();
    const elapsedMs = now - this.#tickedAt;
    this.#tickedAt = now;
    if (!this.#isAsking) {
      this.#isAsking = true;
      this.#unansweredMs = 0;
      this.#options.ask();
      return;
    }
    if (elapsedMs < this.#intervalMs * 2) this.#unansweredMs += elapsedMs;
    if (this.#unansweredMs < this.#options.timeoutMs) return;
    this.close();
    this.#options.onHung();
  }
}
