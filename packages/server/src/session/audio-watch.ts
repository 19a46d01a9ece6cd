import type { Clock, SessionLimits } from './ports.ts';

/** What an audio watch tells. Each is called at most once per silence of the client. */
export interface AudioWatchEvents {
  /** No audio for `gapMs`. */
  readonly onGap: () => void;
  /** No audio and no keepalive for three quarters of `idleMs`. */
  readonly onIdleSoon: (leftMs: number) => void;
  /** No audio and no keepalive for `idleMs`. */
  readonly onIdle: () => void;
}

/**
 * Watches how long no audio has come. One timer for a session, set anew only when it fires, so that a
 * chunk costs no more than a note of the time.
 */
export class AudioWatch {
  readonly #clock: Clock;
  readonly #limits: Pick<SessionLimits, 'gapMs' | 'idleMs'>;
  readonly #events: AudioWatchEvents;
  #heardAtMs: number;
  #aliveAtMs: number;
  #isPaused = true;
  #hasToldGap = true;
  #hasToldIdleSoon = false;
  #isClosed = false;
  #cancel: () => void = () => undefined;

  constructor(clock: Clock, limits: Pick<SessionLimits, 'gapMs' | 'idleMs'>, events: AudioWatchEvents) {
    this.#clock = clock;
    this.#limits = limits;
    this.#events = events;
    this.#heardAtMs = clock.nowMs();
    this.#aliveAtMs = this.#heardAtMs;
    this.#arm();
  }

  /** Audio has come. */
  heard(): void {
    this.#heardAtMs = this.#clock.nowMs();
    this.#hasToldGap = false;
    this.alive();
  }

  /** The client has shown that it is there, without audio. */
  alive(): void {
    this.#aliveAtMs = this.#clock.nowMs();
    this.#hasToldIdleSoon = false;
  }

  /** While reading is paused nothing can come, so nothing is missed. */
  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#heardAtMs = this.#clock.nowMs();
    this.alive();
  }

  /** Watches no more. Idempotent. */
  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  #arm(): void {
    const { gapMs, idleMs } = this.#limits;
    const now = this.#clock.nowMs();
    const dueMs = [this.#aliveAtMs + idleMs];
    if (!this.#hasToldGap) dueMs.push(this.#heardAtMs + gapMs);
    if (!this.#hasToldIdleSoon) dueMs.push(this.#aliveAtMs + idleMs * 0.75);
    // Audio may come while no gap is due, so the timer never sleeps past the next possible gap.
    // While reading is paused nothing is due, although the times to count from lie far back.
    const delayMs = this.#isPaused ? gapMs : Math.max(1, Math.min(gapMs, ...dueMs.map((due) => due - now)));
    this.#cancel = this.#clock.schedule(delayMs, () => {
      if (this.#check()) this.#arm();
    });
  }

  /** Returns false when there is nothing to watch any more. */
  #check(): boolean {
    if (this.#isPaused) return true;
    const { gapMs, idleMs } = this.#limits;
    const now = this.#clock.nowMs();
    if (!this.#hasToldGap && now - this.#heardAtMs >= gapMs) {
      this.#hasToldGap = true;
      this.#events.onGap();
      // What it is told can end the session.
      if (this.#isClosed) return false;
    }
    const idleForMs = now - this.#aliveAtMs;
    if (idleForMs >= idleMs) {
      this.#events.onIdle();
      return false;
    }
    if (!this.#hasToldIdleSoon && idleForMs >= idleMs * 0.75) {
      this.#hasToldIdleSoon = true;
      this.#events.onIdleSoon(Math.round(idleMs - idleForMs));
    }
    return !this.#isClosed;
  }
}
