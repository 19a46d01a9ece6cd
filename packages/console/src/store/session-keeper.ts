import type { Result } from '@steno/client/browser';
import { ChunkCutter } from './chunk-cutter.ts';
import { type SessionStore, StoreError, type StoreProblem } from './session-store.ts';
import type { StoredSession } from './stored-session.ts';

/** What a {@link SessionKeeper} writes to. */
export type KeepingStore = Pick<SessionStore, 'add' | 'addFinal' | 'addAudio' | 'update'>;

/** Writes that may wait. Chosen: a minute of audio and its text on a disk that hangs. */
export const maxWaitingWrites = 64;

/**
 * Keeps one live session in the store, one write after the other. A store that cannot keep up, or is full, loses what
 * comes behind that and says so once; the session itself goes on.
 */
export class SessionKeeper {
  readonly #store: KeepingStore;
  readonly #id: string;
  readonly #cutter = new ChunkCutter();
  readonly #onProblem: (problem: StoreProblem) => void;
  #writing: Promise<void>;
  #waiting = 0;
  #hasFailed = false;

  /** Begins to keep a session. */
  constructor(store: KeepingStore, session: StoredSession, onProblem: (problem: StoreProblem) => void) {
    this.#store = store;
    this.#id = session.id;
    this.#onProblem = onProblem;
    this.#writing = Promise.resolve();
    this.#write(() => store.add(session));
  }

  /** Audio that was given to it, in ms. */
  get heardMs(): number {
    return this.#cutter.samples / 16;
  }

  /** Takes the next audio; copied. */
  audio(samples: Int16Array): void {
    for (const chunk of this.#cutter.push(samples)) this.#write(() => this.#store.addAudio(this.#id, chunk));
  }

  /** Takes the next final. */
  final(result: Result): void {
    this.#write(() => this.#store.addFinal(this.#id, result));
  }

  /** The server has named the session. */
  named(serverId: string): void {
    this.#write(() => this.#store.update(this.#id, { serverId }));
  }

  /** Keeps what has not made a whole piece yet, for example when the page is hidden and may not come back. */
  async settle(): Promise<void> {
    const rest = this.#cutter.rest();
    if (rest !== undefined) this.#write(() => this.#store.addAudio(this.#id, rest));
    await this.#writing;
  }

  /** The session is over: keeps what is left; resolves once everything is written. Never rejects. */
  async end(): Promise<void> {
    await this.settle();
    const durationMs = Math.round(this.heardMs);
    this.#write(() => this.#store.update(this.#id, { state: 'ended', durationMs }));
    await this.#writing;
  }

  #write(work: () => Promise<void>): void {
    if (this.#hasFailed) return;
    if (this.#waiting >= maxWaitingWrites) {
      this.#fail('full');
      return;
    }
    this.#waiting += 1;
    this.#writing = this.#writing
      .then(async () => {
        if (!this.#hasFailed) await work();
      })
      .catch((error: unknown) => {
        this.#fail(error instanceof StoreError ? error.problem : 'unavailable');
      })
      .finally(() => {
        this.#waiting -= 1;
      });
  }

  #fail(problem: StoreProblem): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#onProblem(problem);
  }
}
