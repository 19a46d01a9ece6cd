import type { Clock, Recorder } from '../session/ports.ts';
import type { SessionReport } from '../session/session-report.ts';
import { type NewSessionRecord, type RecordEnding, type RecordStore, RecordStoreError } from '../store/record-store.ts';

/** What a session recorder works with. */
export interface SessionRecorderParts {
  readonly store: Pick<RecordStore, 'begin' | 'append' | 'end'>;
  readonly clock: Clock;
  /** Unix time in ms. */
  readonly now: () => number;
  /** How long storing may take before the session goes on without, in ms. */
  readonly timeoutMs: number;
  /** Called once, when the record of the session becomes incomplete. */
  readonly onProblem: (error: RecordStoreError) => void;
  /** Called once, when the end of the record is stored, or given up. */
  readonly onEnded: () => void;
}

/**
 * Begins the record of a session. A store that fails or is late never holds the session for longer than
 * `timeoutMs`: its record is incomplete from then on, and says so.
 */
export function recordSession(session: NewSessionRecord, parts: SessionRecorderParts): Recorder {
  return new SessionRecorder(session, parts);
}

class SessionRecorder implements Recorder {
  readonly #sessionId: string;
  readonly #parts: SessionRecorderParts;
  #isComplete = true;
  /** True once the store has been late: nothing asked after that waits for it, so the session is not held up again. */
  #isLate = false;
  #openCalls = 0;
  /** Settles when all that was asked has been done, or given up. */
  #settled: Promise<unknown> = Promise.resolve();

  constructor(session: NewSessionRecord, parts: SessionRecorderParts) {
    this.#sessionId = session.sessionId;
    this.#parts = parts;
    void this.#ask(() => parts.store.begin(session));
  }

  append(final: Parameters<Recorder['append']>[0], done: (isKept: boolean) => void): void {
    void this.#ask(() => this.#parts.store.append(this.#sessionId, final)).then(done);
  }

  end(
    { errorCode, receivedSamples, report }: Parameters<Recorder['end']>[0],
    done: (isComplete: boolean) => void,
  ): void {
    const ending = {
      state: errorCode === undefined ? 'stopped' : 'failed',
      ...(errorCode === undefined ? {} : { errorCode }),
      endedAtMs: this.#parts.now(),
      receivedSamples,
    } as const;
    void this.#end(ending, report).then(done).finally(this.#parts.onEnded);
  }

  async #end(ending: Omit<RecordEnding, 'isComplete' | 'figures'>, report: () => SessionReport): Promise<boolean> {
    // The last final may be on its way still; only then it is known whether the record is complete.
    if (this.#openCalls > 0) await this.#settled;
    const isComplete = this.#isComplete;
    const isKept = await this.#ask(() =>
      this.#parts.store.end(this.#sessionId, { ...ending, isComplete, figures: report() }),
    );
    return isKept && isComplete;
  }

  #ask(work: () => Promise<void>): Promise<boolean> {
    this.#openCalls += 1;
    const asked = this.#kept(work).finally(() => {
      this.#openCalls -= 1;
    });
    this.#settled = Promise.all([this.#settled, asked]).then(() => undefined);
    return asked;
  }

  /** Whether the store has done it, in time. */
  async #kept(work: () => Promise<void>): Promise<boolean> {
    const { clock, timeoutMs } = this.#parts;
    let cancel: () => void = () => undefined;
    const late = new Promise<never>((_resolve, reject) => {
      cancel = clock.schedule(this.#isLate ? 0 : timeoutMs, () => {
        reject(new RecordStoreError('store_unavailable', `the store has not answered for ${timeoutMs} ms`));
        this.#isLate = true;
      });
    });
    try {
      await Promise.race([work(), late]);
      return true;
    } catch (error) {
      this.#noteProblem(error);
      return false;
    } finally {
      cancel();
    }
  }

  #noteProblem(error: unknown): void {
    if (!this.#isComplete) return;
    this.#isComplete = false;
    const isKnown = error instanceof RecordStoreError;
    this.#parts.onProblem(
      isKnown ? error : new RecordStoreError('store_unavailable', 'the store failed', { cause: error }),
    );
  }
}
