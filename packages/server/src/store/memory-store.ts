import type { SegmentText } from '../transcript/transcript.ts';
import { checkLimit, readCursor, type RecordPosition, writeCursor } from './record-cursor.ts';
import { maxMatches } from './record-search.ts';
import { hasParts, searchableWords } from './search-words.ts';
import { MemoryUsage } from './memory-usage.ts';
import {
  type FinalsQuery,
  type NewSessionRecord,
  type RecordPage,
  type RecordQuery,
  type RecordStore,
  RecordStoreError,
  type SessionRecord,
} from './record-store.ts';
import type { UsageStore } from './usage-store.ts';

interface LiveRecord {
  readonly session: NewSessionRecord;
  readonly finals: SegmentText[];
  shareEpoch: number;
}

/**
 * Keeps the records of live sessions in memory, for a server that keeps nothing: a record goes when its session
 * ends. There are as many as live sessions, whose number the server bounds.
 */
export class MemoryStore implements RecordStore {
  readonly usage: UsageStore;
  readonly #onClose: () => Promise<void>;
  readonly #records = new Map<string, LiveRecord>();

  /** @param kept - where usage is kept, which is closed with this; default in memory, too. */
  constructor(kept?: { readonly usage: UsageStore; close(): Promise<void> }) {
    this.usage = kept?.usage ?? new MemoryUsage();
    this.#onClose = async () => kept?.close();
  }

  /** See {@link RecordStore.begin}. */
  async begin(session: NewSessionRecord): Promise<void> {
    if (this.#records.has(session.sessionId)) throw unavailable(`session ${session.sessionId} has a record`);
    this.#records.set(session.sessionId, { session, finals: [], shareEpoch: 0 });
  }

  /** Adds a final; it is as durable as the process. */
  async append(sessionId: string, final: SegmentText): Promise<void> {
    const record = this.#records.get(sessionId);
    if (record === undefined) throw unavailable(`session ${sessionId} has no live record`);
    const before = record.finals.findLastIndex(({ segment }) => segment <= final.segment);
    if (record.finals[before]?.segment === final.segment) throw unavailable(`final ${final.segment} is stored`);
    record.finals.splice(before + 1, 0, final);
  }

  /** Ends a record, which deletes it. */
  async end(sessionId: string): Promise<void> {
    this.#records.delete(sessionId);
  }

  /** See {@link RecordStore.find}. */
  async find(sessionId: string, owner: string): Promise<SessionRecord | undefined> {
    const record = this.#owned(sessionId, owner);
    return record === undefined ? undefined : describe(record);
  }

  /** See {@link RecordStore.finals}. */
  async finals(sessionId: string, owner: string): Promise<readonly SegmentText[]> {
    return [...(this.#owned(sessionId, owner)?.finals ?? [])];
  }

  /** See {@link RecordStore.finalsAfter}. */
  async finalsAfter(sessionId: string, { owner, segment, limit }: FinalsQuery): Promise<readonly SegmentText[]> {
    const finals = this.#owned(sessionId, owner)?.finals ?? [];
    return finals.filter((final) => final.segment > segment).slice(0, limit);
  }

  /** See {@link RecordStore.endShares}. */
  async endShares(sessionId: string, owner: string): Promise<boolean> {
    const record = this.#owned(sessionId, owner);
    if (record !== undefined) record.shareEpoch += 1;
    return record !== undefined;
  }

  /** See {@link RecordStore.list}. */
  async list(query: RecordQuery): Promise<RecordPage> {
    checkLimit(query);
    const { owner, limit, state, after, fromMs = -Infinity, toMs = Infinity, parts = [] } = query;
    if (state !== undefined && state !== 'live') return { records: [] };
    const position = after === undefined ? undefined : readCursor(after);
    const records = [...this.#records.values()]
      .filter(({ session }) => session.owner === owner)
      .filter(({ session: { startedAtMs } }) => startedAtMs >= fromMs && startedAtMs < toMs)
      .filter(({ finals }) => parts.length === 0 || finals.some((final) => isMatch(final, parts)))
      .filter(({ session }) => position === undefined || isBefore(position, session))
      .sort((a, b) => (isBefore(a.session, b.session) ? -1 : 1));
    const shown = records.slice(0, limit);
    const page = shown.map(describe);
    const last = page.at(-1);
    const matches = shown.map(
      ({ session, finals }) =>
        [session.sessionId, finals.filter((final) => isMatch(final, parts)).slice(0, maxMatches)] as const,
    );
    return {
      records: page,
      ...(query.parts === undefined ? {} : { matches: new Map(matches) }),
      ...(records.length <= limit || last === undefined ? {} : { next: writeCursor(last) }),
    };
  }

  /** See {@link RecordStore.delete}. */
  async delete(sessionId: string, owner: string): Promise<boolean> {
    return this.#owned(sessionId, owner) !== undefined && this.#records.delete(sessionId);
  }

  /** @returns 0: what has ended is gone already. */
  async sweep(): Promise<number> {
    return 0;
  }

  /** Forgets everything. Idempotent. */
  async close(): Promise<void> {
    this.#records.clear();
    await this.#onClose();
  }

  #owned(sessionId: string, owner: string): LiveRecord | undefined {
    const record = this.#records.get(sessionId);
    return record?.session.owner === owner ? record : undefined;
  }
}

function describe({ session, finals, shareEpoch }: LiveRecord): SessionRecord {
  const receivedSamples = finals.reduce((samples, { endSample }) => Math.max(samples, endSample), 0);
  return { ...session, state: 'live', receivedSamples, isComplete: true, finals: finals.length, shareEpoch };
}

function isMatch({ text }: SegmentText, parts: readonly string[]): boolean {
  return hasParts(searchableWords(text), parts);
}

/** Whether a list shows `a` before `b`. */
function isBefore(a: RecordPosition, b: RecordPosition): boolean {
  return a.startedAtMs === b.startedAtMs ? a.sessionId > b.sessionId : a.startedAtMs > b.startedAtMs;
}

function unavailable(text: string): RecordStoreError {
  return new RecordStoreError('store_unavailable', text);
}
