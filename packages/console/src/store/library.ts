import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { SessionKeeper } from './session-keeper.ts';
import {
  type LoadedSession,
  openSessionStore,
  type SessionStore,
  StoreError,
  type StoreProblem,
} from './session-store.ts';
import type { StoredSession } from './stored-session.ts';
import { heldSessions, type LockPort } from './tab-lock.ts';

/** What a library works with. */
export interface LibraryParts {
  readonly locks: LockPort | undefined;
  /** Default: that of the browser. */
  readonly open?: typeof openSessionStore;
}

/** The sessions that this browser keeps, for reading; where it keeps nothing, the page works on and says so. */
export class Library {
  readonly #locks: LockPort | undefined;
  readonly #kept: Signal<readonly StoredSession[]> = signal([]);
  readonly #live: Signal<ReadonlySet<string>> = signal(new Set());
  readonly #problem: Signal<StoreProblem | undefined> = signal(undefined);
  #store: SessionStore | undefined;
  /** Resolves once it is known what the browser keeps. Never rejects. */
  readonly ready: Promise<void>;

  constructor({ locks, open = openSessionStore }: LibraryParts) {
    this.#locks = locks;
    this.ready = this.#open(open);
  }

  /** What is kept, the newest first. */
  get kept(): ReadonlySignal<readonly StoredSession[]> {
    return this.#kept;
  }

  /** The ids of those that are being recorded now, in whichever tab. */
  get live(): ReadonlySignal<ReadonlySet<string>> {
    return this.#live;
  }

  /** Why nothing is kept, or no more; undefined when everything is. */
  get problem(): ReadonlySignal<StoreProblem | undefined> {
    return this.#problem;
  }

  /** Looks again at what is kept, and what is being recorded. */
  async refresh(): Promise<void> {
    const kept = (await this.#try((store) => store.list())) ?? [];
    const live = await heldSessions(this.#locks);
    batch(() => {
      this.#kept.value = kept;
      this.#live.value = live;
    });
  }

  /** A session with its text; undefined when it is not kept. */
  async load(id: string): Promise<LoadedSession | undefined> {
    return this.#try((store) => store.load(id));
  }

  /** A piece of a session's audio; undefined when it is not kept. */
  async chunk(id: string, index: number): Promise<Int16Array | undefined> {
    return this.#try((store) => store.audio(id, index));
  }

  /** Removes a session, unless it is being recorded. */
  async remove(id: string): Promise<void> {
    if (this.#live.value.has(id)) return;
    await this.#try((store) => store.remove(id));
    await this.refresh();
  }

  /** Removes what is more than the limits allow. */
  async makeRoom(): Promise<void> {
    await this.#try((store) => store.makeRoom());
    await this.refresh();
  }

  /** Keeps a session from now on; undefined where nothing can be kept. */
  keep(session: StoredSession, onProblem: (problem: StoreProblem) => void): SessionKeeper | undefined {
    if (this.#store === undefined) return undefined;
    return new SessionKeeper(this.#store, session, (problem) => {
      this.#problem.value = problem;
      onProblem(problem);
    });
  }

  async #open(open: typeof openSessionStore): Promise<void> {
    try {
      this.#store = await open({ liveIds: () => heldSessions(this.#locks) });
    } catch (error) {
      this.#problem.value = problemOf(error);
    }
    await this.refresh();
  }

  async #try<Value>(work: (store: SessionStore) => Promise<Value>): Promise<Value | undefined> {
    if (this.#store === undefined) return undefined;
    try {
      return await work(this.#store);
    } catch (error) {
      this.#problem.value = problemOf(error);
      return undefined;
    }
  }
}

function problemOf(error: unknown): StoreProblem {
  return error instanceof StoreError ? error.problem : 'unavailable';
}
