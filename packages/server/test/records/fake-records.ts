import {
  type RecordPage,
  type RecordQuery,
  RecordStoreError,
  type SessionRecord,
} from '../../src/store/record-store.ts';
import type { RecordsApiParts } from '../../src/records/records-api.ts';
import type { SegmentText } from '../../src/transcript/transcript.ts';

type ReadableStore = RecordsApiParts['store'];

/** Records in memory, as a test puts them there; its pages begin where a number of a record says. */
export class FakeRecords implements ReadableStore {
  /** What was asked of the store, in order. */
  readonly asked: string[] = [];
  readonly queries: RecordQuery[] = [];
  /** Every call rejects with it while it is set. */
  failure: Error | undefined;
  /** Every call waits for it. */
  gate: Promise<void> = Promise.resolve();
  readonly #records = new Map<string, { readonly record: SessionRecord; readonly finals: readonly SegmentText[] }>();

  put(record: SessionRecord, finals: readonly SegmentText[]): void {
    this.#records.set(record.sessionId, { record: { ...record, finals: finals.length }, finals });
  }

  async list(query: RecordQuery): Promise<RecordPage> {
    this.queries.push(query);
    await this.#ask('list');
    const first = Number(query.after ?? '0');
    if (!Number.isInteger(first)) throw new RecordStoreError('cursor_unknown', 'no such place in /var/lib/records');
    const all = [...this.#records.values()]
      .map(({ record }) => record)
      .filter(({ owner, state }) => owner === query.owner && (query.state === undefined || state === query.state));
    const end = first + query.limit;
    return { records: all.slice(first, end), ...(end < all.length ? { next: String(end) } : {}) };
  }

  async find(sessionId: string, owner: string): Promise<SessionRecord | undefined> {
    await this.#ask(`find ${sessionId}`);
    return this.#own(sessionId, owner)?.record;
  }

  async finals(sessionId: string, owner: string): Promise<readonly SegmentText[]> {
    await this.#ask(`finals ${sessionId}`);
    return this.#own(sessionId, owner)?.finals ?? [];
  }

  async delete(sessionId: string, owner: string): Promise<boolean> {
    await this.#ask(`delete ${sessionId}`);
    return this.#own(sessionId, owner) !== undefined && this.#records.delete(sessionId);
  }

  async #ask(what: string): Promise<void> {
    this.asked.push(what);
    await this.gate;
    if (this.failure !== undefined) throw this.failure;
  }

  #own(
    sessionId: string,
    wanted: string,
  ): { readonly record: SessionRecord; readonly finals: readonly SegmentText[] } | undefined {
    const found = this.#records.get(sessionId);
    return found?.record.owner === wanted ? found : undefined;
  }
}

/** Names of sessions. */
export const sessionIds = {
  stopped: '11111111-2222-4333-8444-555555555555',
  live: '22222222-2222-4333-8444-abcdefabcdef',
  failed: '33333333-2222-4333-8444-555555555555',
  foreign: '44444444-2222-4333-8444-555555555555',
} as const;

/** Two finals of one session. */
export const finals: readonly SegmentText[] = [
  {
    segment: 0,
    isFinal: true,
    text: 'Fish & chips',
    startSample: 16_000,
    endSample: 32_000,
    language: 'en',
    confidence: 0.75,
    words: [
      { text: 'Fish', startSample: 16_000, endSample: 20_000, confidence: 0.5 },
      { text: '&', startSample: 20_000, endSample: 24_000 },
      { text: 'chips', startSample: 24_000, endSample: 32_000, confidence: 1 },
    ],
  },
  {
    segment: 1,
    isFinal: true,
    text: 'Good bye',
    startSample: 80_000,
    endSample: 96_000,
    language: 'en',
    words: [
      { text: 'Good', startSample: 80_000, endSample: 88_000 },
      { text: 'bye', startSample: 88_000, endSample: 96_000 },
    ],
  },
];

const common = {
  keyId: 'k1',
  language: 'en',
  modelId: 'm1',
  startedAtMs: Date.UTC(2030, 0, 2, 3, 4, 5, 678),
  receivedSamples: 104_000,
  isComplete: true,
  finals: 0,
  shareEpoch: 0,
} as const;

/** A stopped, a live and a failed session of `ann`, and one of `bob`. */
export function filledRecords(): FakeRecords {
  const records = new FakeRecords();
  const endedAtMs = common.startedAtMs + 7000;
  records.put({ ...common, sessionId: sessionIds.stopped, owner: 'ann', state: 'stopped', endedAtMs }, finals);
  records.put({ ...common, sessionId: sessionIds.live, owner: 'ann', state: 'live' }, finals.slice(0, 1));
  records.put(
    { ...common, sessionId: sessionIds.failed, owner: 'ann', state: 'failed', errorCode: 'idle_timeout', endedAtMs },
    [],
  );
  records.put({ ...common, sessionId: sessionIds.foreign, owner: 'bob', state: 'stopped', endedAtMs }, finals);
  return records;
}
