import type { Clock } from '../session/ports.ts';
import { dayOf, type UsageEntry, type UsageQuery, type UsageStore } from '../store/usage-store.ts';

/** What a ledger works with. */
export interface UsageLedgerParts {
  readonly store: UsageStore;
  readonly clock: Clock;
  /** Unix time in ms. */
  readonly now: () => number;
  /** Keys and days that may wait for the store; default 10,000. */
  readonly maxWaiting?: number;
  /** Called with what the store rejected with, once until it works again; nothing is lost, as it is tried again. */
  readonly onProblem: (error: unknown) => void;
}

/** Whose session is counted. */
export interface UsedBy {
  readonly owner: string;
  readonly keyId: string;
}

/** How often usage is stored, in ms. Chosen: what a server that is killed forgets of each session. */
const flushMs = 10_000;

interface OpenSession extends UsedBy {
  /** All audio the session has received, in samples. */
  readonly read: () => number;
  counted: number;
}

/** Chosen: some 3 MB. */
const defaultMaxWaiting = 10_000;

/** Usage that waits for the store, and what could not wait. */
export interface UsageFigures {
  /** Keys and days. */
  readonly waiting: number;
  /** Audio that is in no report, in samples. */
  readonly lostSamples: number;
}

/** Counts sessions and audio by key and UTC day, while sessions go on, and brings them into the store. */
export class UsageLedger {
  readonly #parts: UsageLedgerParts;
  readonly #open = new Set<OpenSession>();
  #lostSamples = 0;
  /** What is not on its way into the store yet, by key and day: while the store fails no more than `maxWaiting`. */
  #pending = new Map<string, UsageEntry>();
  #flushing: Promise<void> = Promise.resolve();
  #hasFailed = false;
  #cancel: () => void = () => undefined;

  constructor(parts: UsageLedgerParts) {
    this.#parts = parts;
    this.#schedule();
  }

  /**
   * A session has begun.
   *
   * @param read - all audio it has received, in samples.
   * @returns says that it is over; to be called once.
   */
  begin({ owner, keyId }: UsedBy, read: () => number): () => void {
    const session: OpenSession = { owner, keyId, read, counted: 0 };
    this.#open.add(session);
    this.#add(session, { sessions: 1, samples: 0 });
    return () => {
      this.#count(session);
      this.#open.delete(session);
    };
  }

  /** What waits, and what was lost. */
  get figures(): UsageFigures {
    return { waiting: this.#pending.size, lostSamples: this.#lostSamples };
  }

  /** What was used until now. Rejects with RecordStoreError. */
  async read(query: UsageQuery): Promise<readonly UsageEntry[]> {
    await this.#flush();
    return this.#parts.store.read(query);
  }

  /** Stores what was counted and counts no more. Never rejects. Idempotent. */
  async close(): Promise<void> {
    this.#cancel();
    await this.#flush();
  }

  #schedule(): void {
    this.#cancel = this.#parts.clock.schedule(flushMs, () => {
      void this.#flush();
      this.#schedule();
    });
  }

  /** One at a time, so that what failed goes with the next. */
  #flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#store());
    return this.#flushing;
  }

  async #store(): Promise<void> {
    for (const session of this.#open) this.#count(session);
    const entries = [...this.#pending.values()];
    if (entries.length === 0) return;
    this.#pending = new Map();
    try {
      await this.#parts.store.add(entries);
      this.#hasFailed = false;
    } catch (error) {
      for (const entry of entries) this.#note(entry);
      if (!this.#hasFailed) this.#parts.onProblem(error);
      this.#hasFailed = true;
    }
  }

  #count(session: OpenSession): void {
    const samples = session.read() - session.counted;
    if (samples === 0) return;
    session.counted += samples;
    this.#add(session, { sessions: 0, samples });
  }

  #add({ owner, keyId }: UsedBy, used: Pick<UsageEntry, 'sessions' | 'samples'>): void {
    this.#note({ owner, keyId, day: dayOf(this.#parts.now()), ...used });
  }

  #note(entry: UsageEntry): void {
    const key = [entry.day, entry.owner, entry.keyId].join('\n');
    const known = this.#pending.get(key);
    // A store that fails for long: whose usage is known goes on being counted, that of further keys is not.
    if (known === undefined && this.#pending.size >= (this.#parts.maxWaiting ?? defaultMaxWaiting)) {
      this.#lostSamples += entry.samples;
      return;
    }
    const { sessions = 0, samples = 0 } = known ?? {};
    this.#pending.set(key, { ...entry, sessions: sessions + entry.sessions, samples: samples + entry.samples });
  }
}
