import type { Clock } from './session/ports.ts';

/** What a shutdown is carried out on. */
export interface ShutdownParts {
  readonly clock: Clock;
  /** Unix time in ms. */
  readonly now: () => number;
  /** How long sessions may go on once no new ones are taken, in ms; >= 0. */
  readonly drainTimeoutMs: number;
  /** Tells the sessions when the server will end; Unix time in ms. */
  readonly announce: (atMs: number) => void;
  /** Takes no new sessions from now on. */
  readonly drain: () => void;
  /** Resolves as soon as no session is live. */
  readonly allOver: () => Promise<void>;
}

/** The longest a timer of the machine can wait, in ms. */
const maxTimerMs = 2_147_483_647;

/**
 * The way of a server to its end: the moment is announced; `drainTimeoutMs` before it no new sessions are
 * taken; it is due when the moment comes, or as soon as the last session is over after that.
 */
export class Shutdown {
  /** Resolves when the server is to end now. */
  readonly due: Promise<void>;
  readonly #parts: ShutdownParts;
  #settle: () => void = () => undefined;
  #atMs: number | undefined;
  #isDraining = false;
  #cancels: (() => void)[] = [];

  constructor(parts: ShutdownParts) {
    this.#parts = parts;
    this.due = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** When the server will end, Unix time in ms; undefined while nothing is announced. */
  get atMs(): number | undefined {
    return this.#atMs;
  }

  /**
   * Announces the end, or another moment for it. Once new sessions are refused they stay so.
   *
   * @param atMs - Unix time in ms, at most 24 days from now; a moment that has gone by means now.
   */
  announce(atMs: number): void {
    const { clock, now, drainTimeoutMs, announce } = this.#parts;
    this.cancel();
    this.#atMs = atMs;
    announce(atMs);
    const leftMs = Math.min(maxTimerMs, Math.max(0, atMs - now()));
    const untilDrainMs = leftMs - drainTimeoutMs;
    if (untilDrainMs <= 0) this.#drain();
    else this.#cancels.push(clock.schedule(untilDrainMs, () => this.#drain()));
    this.#cancels.push(clock.schedule(leftMs, this.#settle));
  }

  /** Ends as soon as sessions allow it: in `drainTimeoutMs`, or earlier when that was announced. */
  begin(): void {
    const { now, drainTimeoutMs } = this.#parts;
    this.announce(Math.min(this.#atMs ?? Infinity, now() + drainTimeoutMs));
  }

  /** Stops the timers. Idempotent. */
  cancel(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels = [];
  }

  #drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    this.#parts.drain();
    void this.#parts.allOver().then(this.#settle);
  }
}
