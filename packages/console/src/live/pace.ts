/** How fast a file is sent: as it was spoken, or as fast as the server takes it. */
export type Pace = 'real-time' | 'fast';

/** What time it is, and how to wait. */
export interface PaceClock {
  /** ms, monotonic. */
  readonly now: () => number;
  /** Resolves after `ms`, or when the signal aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Samples of one piece. */
const pieceSamples = 1600;
const samplesPerMs = 16;

/**
 * Cuts audio into pieces of 100 ms. At `real-time` each comes when it has been spoken; a reader that was late gets those
 * that are due at once.
 *
 * @param slices - 16 kHz mono of any length.
 * @returns ends with the slices, or when the signal aborts.
 */
export async function* paced(
  slices: AsyncIterable<Int16Array>,
  { pace, clock, signal }: { readonly pace: Pace; readonly clock: PaceClock; readonly signal: AbortSignal },
): AsyncGenerator<Int16Array> {
  const began = clock.now();
  let sent = 0;
  for await (const slice of slices) {
    for (let at = 0; at < slice.length; at += pieceSamples) {
      const piece = slice.subarray(at, at + pieceSamples);
      sent += piece.length;
      const earlyMs = began + sent / samplesPerMs - clock.now();
      if (pace === 'real-time' && earlyMs > 0) await clock.wait(earlyMs, signal);
      if (signal.aborted) return;
      yield piece;
    }
  }
}

/** The clock of the page. */
export const pageClock: PaceClock = {
  now: () => performance.now(),
  wait: async (ms, signal) => {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
    });
  },
};
