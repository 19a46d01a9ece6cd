import { type ReadonlySignal, signal } from '@preact/signals';

/** Whether the server answers, and a knock at its door until it does. */
export interface Reach {
  readonly isReachable: ReadonlySignal<boolean>;
  /** Goes up each time the server is there again: what was loaded before is loaded anew. */
  readonly returns: ReadonlySignal<number>;
  /** A request was answered, or was not. */
  readonly report: (isReachable: boolean) => void;
  /** Knocks for the first time. */
  readonly start: () => void;
  /** Knocks now instead of at the end of the pause. */
  readonly knock: () => void;
}

const firstPauseMs = 1000;
const longestPauseMs = 10_000;

/**
 * Watches whether the server answers.
 *
 * @param knock - a request that costs the server nothing; rejects when it is not answered.
 */
export function watchReach(knock: () => Promise<void>): Reach {
  const isReachable = signal(true);
  const returns = signal(0);
  let pauseMs = firstPauseMs;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isKnocking = false;

  const attempt = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (isKnocking) return;
    isKnocking = true;
    try {
      await knock();
      pauseMs = firstPauseMs;
      report(true);
    } catch {
      // Not answered, or not by a Steno server; both are worth another try.
      report(false);
      timer = setTimeout(() => void attempt(), pauseMs);
      pauseMs = Math.min(longestPauseMs, pauseMs * 2);
    } finally {
      isKnocking = false;
    }
  };
  const report = (next: boolean): void => {
    const before = isReachable.value;
    isReachable.value = next;
    if (next && !before) returns.value += 1;
    if (!next && timer === undefined && !isKnocking) timer = setTimeout(() => void attempt(), pauseMs);
  };
  return {
    isReachable,
    returns,
    report,
    start: () => void attempt(),
    knock: () => void attempt(),
  };
}
