import type { Result } from '@steno/client/browser';
import { chunkSamples, type StoredChunk } from './chunk-cutter.ts';
import { doneOf, openDatabase, resultOf } from './idb.ts';
import { defaultRetentionLimits, removalsOf, type RetentionLimits } from './retention.ts';
import { maxOpening, parseStoredFinal, parseStoredSession, type StoredSession } from './stored-session.ts';

/** Why nothing is kept, or no more. */
export type StoreProblem =
  /** The browser keeps nothing for this page: a private window, or a setting. */
  | 'unavailable'
  /** There is no room left. */
  | 'full'
  /** A newer page has changed the database: this one has to be loaded again. */
  | 'replaced';

/** The store cannot do what it was asked. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly problem: StoreProblem;

  constructor(problem: StoreProblem, cause?: unknown) {
    super(`The browser's storage is ${problem}.`, { cause });
    this.problem = problem;
  }
}

/** A session with its text. */
export interface LoadedSession {
  readonly session: StoredSession;
  readonly finals: readonly Result[];
}

/** How a store is opened. */
export interface SessionStoreOptions {
  /** Default: that of the browser. */
  readonly factory?: IDBFactory;
  readonly limits?: RetentionLimits;
  /** Those that are being recorded, in whichever tab: they are never removed. */
  readonly liveIds: () => Promise<ReadonlySet<string>>;
}

const databaseName = 'steno-console';
const version = 1;
const bytesPerChunk = chunkSamples * 2;
const msPerChunk = chunkSamples / 16;

/** Everything of a session in the stores of its finals and its audio: their keys begin with its id. */
const allOf = (id: string, from = -Infinity, to = Infinity): IDBKeyRange => IDBKeyRange.bound([id, from], [id, to]);

/** The page's own sessions, in the browser: what was said, the audio of it, and what is known of it. */
export class SessionStore {
  readonly #database: IDBDatabase;
  readonly #limits: RetentionLimits;
  readonly #liveIds: () => Promise<ReadonlySet<string>>;
  #isReplaced = false;

  /** For {@link openSessionStore}. */
  constructor(database: IDBDatabase, { limits, liveIds }: SessionStoreOptions) {
    this.#database = database;
    this.#limits = limits ?? defaultRetentionLimits;
    this.#liveIds = liveIds;
  }

  /** Another page has taken the database over: everything fails from now on. */
  replaced(): void {
    this.#isReplaced = true;
  }

  /** All sessions, the newest first. */
  async list(): Promise<readonly StoredSession[]> {
    return this.#run('readonly', async (stores) => {
      const found: readonly unknown[] = await resultOf(stores.sessions.getAll());
      return found
        .map(parseStoredSession)
        .filter((session) => session !== undefined)
        .sort((a, b) => b.startedAtMs - a.startedAtMs);
    });
  }

  /** One session with its finals; undefined when there is none of that name. */
  async load(id: string): Promise<LoadedSession | undefined> {
    return this.#run('readonly', async (stores) => {
      const [kept, finals] = await Promise.all([
        resultOf<unknown>(stores.sessions.get(id)),
        resultOf<unknown[]>(stores.finals.getAll(allOf(id))),
      ]);
      const session = parseStoredSession(kept);
      if (session === undefined) return undefined;
      return { session, finals: finals.map(parseStoredFinal).filter((final) => final !== undefined) };
    });
  }

  /** Keeps a session from now on, and makes room by the limits. */
  async add(session: StoredSession): Promise<void> {
    await this.#run('readwrite', async (stores) => {
      await resultOf(stores.sessions.put(session));
    });
    await this.makeRoom();
  }

  /** Changes what is known of a session; without effect when it was removed. */
  async update(id: string, changes: Partial<Omit<StoredSession, 'id'>>): Promise<void> {
    await this.#run('readwrite', async (stores) => {
      const session = parseStoredSession(await resultOf(stores.sessions.get(id)));
      if (session !== undefined) await resultOf(stores.sessions.put({ ...session, ...changes }));
    });
  }

  /** Keeps a final. */
  async addFinal(id: string, result: Result): Promise<void> {
    await this.#run('readwrite', async (stores) => {
      const session = parseStoredSession(await resultOf(stores.sessions.get(id)));
      if (session === undefined) return;
      const opening = session.opening || result.text.slice(0, maxOpening);
      const changes = { finals: session.finals + 1, opening, updatedAtMs: Date.now() };
      await Promise.all([
        resultOf(stores.finals.put({ id, segment: result.segment, result })),
        resultOf(stores.sessions.put({ ...session, ...changes })),
      ]);
    });
  }

  /**
   * Keeps a piece of audio, in place of the one with its index. The oldest pieces of the session go when it has more than
   * one may have.
   */
  async addAudio(id: string, { index, samples }: StoredChunk): Promise<void> {
    await this.#run('readwrite', async (stores) => {
      const session = parseStoredSession(await resultOf(stores.sessions.get(id)));
      if (session === undefined) return;
      const oldest = Math.max(0, index + 1 - Math.floor(this.#limits.maxSessionAudioBytes / bytesPerChunk));
      const fromChunk = Math.max(oldest, Math.floor(session.audioFromMs / msPerChunk));
      const changes = {
        audioFromMs: fromChunk * msPerChunk,
        audioBytes: (index - fromChunk) * bytesPerChunk + samples.byteLength,
        durationMs: index * msPerChunk + samples.length / 16,
        updatedAtMs: Date.now(),
      };
      await Promise.all([
        resultOf(stores.audio.put({ id, index, samples })),
        resultOf(stores.sessions.put({ ...session, ...changes })),
        ...(oldest === 0 ? [] : [resultOf(stores.audio.delete(allOf(id, -Infinity, oldest - 1)))]),
      ]);
    });
  }

  /** A piece of audio of 2 s; undefined when it is not kept. */
  async audio(id: string, index: number): Promise<Int16Array | undefined> {
    return this.#run('readonly', async (stores) => {
      const kept: unknown = await resultOf(stores.audio.get([id, index]));
      if (typeof kept !== 'object' || kept === null || !('samples' in kept)) return undefined;
      return kept.samples instanceof Int16Array ? kept.samples : undefined;
    });
  }

  /** Removes a session with everything it has. */
  async remove(id: string): Promise<void> {
    await this.#run('readwrite', async (stores) => {
      await Promise.all([
        resultOf(stores.sessions.delete(id)),
        resultOf(stores.finals.delete(allOf(id))),
        resultOf(stores.audio.delete(allOf(id))),
      ]);
    });
  }

  /** Removes the audio of a session; its text stays. */
  async removeAudio(id: string): Promise<void> {
    await this.#run('readwrite', async (stores) => {
      const session = parseStoredSession(await resultOf(stores.sessions.get(id)));
      if (session === undefined) return;
      await Promise.all([
        resultOf(stores.audio.delete(allOf(id))),
        resultOf(stores.sessions.put({ ...session, audioBytes: 0, audioFromMs: session.durationMs })),
      ]);
    });
  }

  /** Removes what is more than the limits allow, the oldest first, and never what is live. */
  async makeRoom(): Promise<void> {
    const live = await this.#liveIds();
    const kept = (await this.list()).map((session) => ({ ...session, isLive: live.has(session.id) }));
    const { sessions, audioOf } = removalsOf(kept, this.#limits);
    for (const id of sessions) await this.remove(id);
    for (const id of audioOf) await this.removeAudio(id);
  }

  /** Lets go of the database. */
  close(): void {
    this.#database.close();
  }

  /** Runs in one transaction: all of it happens, or nothing. */
  async #run<Value>(
    mode: IDBTransactionMode,
    work: (stores: Readonly<Record<'sessions' | 'finals' | 'audio', IDBObjectStore>>) => Promise<Value>,
  ): Promise<Value> {
    if (this.#isReplaced) throw new StoreError('replaced');
    try {
      const transaction = this.#database.transaction(['sessions', 'finals', 'audio'], mode);
      const done = doneOf(transaction);
      const [value] = await Promise.all([
        work({
          sessions: transaction.objectStore('sessions'),
          finals: transaction.objectStore('finals'),
          audio: transaction.objectStore('audio'),
        }),
        done,
      ]);
      return value;
    } catch (cause) {
      const isFull = cause instanceof DOMException && cause.name === 'QuotaExceededError';
      throw new StoreError(isFull ? 'full' : 'unavailable', cause);
    }
  }
}

/**
 * Opens the store of this browser; the caller closes it.
 *
 * @throws StoreError `unavailable` (as a rejection).
 */
export async function openSessionStore(options: SessionStoreOptions): Promise<SessionStore> {
  const { factory = (globalThis as Partial<typeof globalThis>).indexedDB } = options;
  if (factory === undefined) throw new StoreError('unavailable');
  let opened: SessionStore | undefined;
  try {
    const database = await openDatabase({
      factory,
      name: databaseName,
      version,
      create: (made) => {
        made.createObjectStore('sessions', { keyPath: 'id' });
        made.createObjectStore('finals', { keyPath: ['id', 'segment'] });
        made.createObjectStore('audio', { keyPath: ['id', 'index'] });
      },
      onReplaced: () => {
        opened?.replaced();
      },
    });
    opened = new SessionStore(database, options);
    return opened;
  } catch (cause) {
    throw new StoreError('unavailable', cause);
  }
}
