import { closeCodeOf, closeCodes, type WireError } from '@steno/protocol';
import type { Clock } from './ports.ts';
import type { SessionEnd } from './session-parts.ts';
import type { SessionInput } from './session-state.ts';

/** The endings that are not the client's wish, by what leads to them. */
export const endings: Readonly<Partial<Record<SessionInput, SessionEnd>>> = {
  idle: 'idle',
  shutdown: 'shutdown',
  window_over: 'expired',
};

/** How long the last finals may take once the operator lets a session go, in ms. Chosen: less than 5 s with the look for it. */
const dismissTimeoutMs = 3000;

/** With what a connection is closed at the end of its session. */
export function closingOf(
  error: WireError | undefined,
  ending: SessionEnd,
): { readonly code: number; readonly reason: string } {
  if (error !== undefined) return { code: closeCodeOf(error.code), reason: error.code };
  return { code: ending === 'stopped' ? closeCodes.normal : closeCodes.goingAway, reason: ending };
}

/** The moments at which a session ends by itself. */
export class SessionDeadlines {
  readonly #clock: Clock;
  #cancelProgress: () => void = () => undefined;
  #cancelLength: () => void = () => undefined;
  #cancelDismissal: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** From now on it may go on for that long, in ms. */
  limitLength(maxMs: number, onOver: () => void): void {
    this.#cancelLength = this.#clock.schedule(maxMs, onOver);
  }

  /** Its last finals may make no progress for that long, in ms, from now on; in place of the deadline before. */
  awaitProgress(timeoutMs: number, onOver: () => void): void {
    this.#cancelProgress();
    this.#cancelProgress = this.#clock.schedule(timeoutMs, onOver);
  }

  /** Waits for progress without a deadline. */
  suspendProgress(): void {
    this.#cancelProgress();
  }

  /** The operator lets it go: it has to be over soon, progress or not. */
  dismiss(onOver: () => void): void {
    this.#cancelDismissal();
    this.#cancelDismissal = this.#clock.schedule(dismissTimeoutMs, onOver);
  }

  /** It is over. */
  close(): void {
    this.#cancelProgress();
    this.#cancelLength();
    this.#cancelDismissal();
  }
}
