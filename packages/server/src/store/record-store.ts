import type { SessionReport } from '../session/session-report.ts';
import type { SegmentText } from '../transcript/transcript.ts';
import type { UsageStore } from './usage-store.ts';

/**
 * - `live`: the session goes on, or waits for a resume.
 * - `stopped`: it ended as it should.
 * - `failed`: an error ended it; {@link SessionRecord.errorCode} says which.
 * - `interrupted`: the server ended before it did; every final that was sent is here.
 */
export type RecordState = 'live' | 'stopped' | 'failed' | 'interrupted';

/** The states of a record. */
export const recordStates: readonly RecordState[] = ['live', 'stopped', 'failed', 'interrupted'];

/** What is known of a session when it begins. */
export interface NewSessionRecord {
  /** A UUID. */
  readonly sessionId: string;
  /** Whose it is; nobody else can read or delete it. */
  readonly owner: string;
  /** The API key it was opened with. */
  readonly keyId: string;
  /** What the client asked for, BCP-47. */
  readonly language: string;
  readonly modelId: string;
  /** Unix time in ms. */
  readonly startedAtMs: number;
}

/** How a session ended. */
export interface RecordEnding {
  readonly state: Exclude<RecordState, 'live'>;
  /** The wire error that ended it; absent when none did. */
  readonly errorCode?: string;
  /** Unix time in ms. */
  readonly endedAtMs: number;
  /** Audio received, in samples. */
  readonly receivedSamples: number;
  /** False when a final could not be stored. */
  readonly isComplete: boolean;
  /** What was measured of it; absent where nobody measures. */
  readonly figures?: SessionReport;
}

/** What is kept of a session, without its finals. */
export interface SessionRecord extends NewSessionRecord {
  readonly state: RecordState;
  readonly errorCode?: string;
  /** Unix time in ms; absent while the session is live. */
  readonly endedAtMs?: number;
  /** Audio received, in samples; of a live or interrupted session, up to its newest final. */
  readonly receivedSamples: number;
  /** False when a final could not be stored. */
  readonly isComplete: boolean;
  /** How many finals there are. */
  readonly finals: number;
  /** How often what shows it to others has been made void; what was made before is none. */
  readonly shareEpoch: number;
  /** What was measured of it; absent while it is live, and where that is not known. */
  readonly figures?: SessionReport;
}

/** Which finals of a session are wanted. */
export interface FinalsQuery {
  readonly owner: string;
  /** Those of later segments; -1 for the first ones. */
  readonly segment: number;
  /** The most to return; integer, 1..200. */
  readonly limit: number;
}

/** Which records a list holds. */
export interface RecordQuery {
  readonly owner: string;
  /** The most to return; integer, 1..1000. */
  readonly limit: number;
  /** Only this state; default all. */
  readonly state?: RecordState;
  /** Only sessions that began then or later, Unix time in ms. */
  readonly fromMs?: number;
  /** Only sessions that began before, Unix time in ms. */
  readonly toMs?: number;
  /** Only sessions with a final that has all of these, as `searchedParts` gives them; at least one. Default all. */
  readonly parts?: readonly string[];
  /** {@link RecordPage.next} of the page before; default the first page. */
  readonly after?: string;
}

/** One page of a list, the newest session first. */
export interface RecordPage {
  readonly records: readonly SessionRecord[];
  /** Where words were searched: the first finals of each session that have them, at most three. */
  readonly matches?: ReadonlyMap<string, readonly SegmentText[]>;
  /** Where the next page begins; absent on the last one. Opaque. */
  readonly next?: string;
}

/** Stable codes of {@link RecordStoreError}. */
export const recordStoreErrorCodes = {
  store_corrupt: 'the database file is damaged or is no database of ours',
  store_in_use: 'another server uses the database file',
  store_unavailable: 'the database cannot be read or written',
  cursor_unknown: 'the position of a page is none that was told',
} as const;

/** A stable code of a {@link RecordStoreError}. */
export type RecordStoreErrorCode = keyof typeof recordStoreErrorCodes;

/** Why a store could not do what was asked. */
export class RecordStoreError extends Error {
  override readonly name = 'RecordStoreError';
  readonly code: RecordStoreErrorCode;
  /** True when the same call may succeed later. */
  readonly retryable: boolean;

  constructor(code: RecordStoreErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = code === 'store_unavailable' || code === 'store_in_use';
  }
}

/**
 * Keeps what was said in sessions: the port between the server and a database. Calls for one session are
 * carried out in the order they are made. Every method rejects with {@link RecordStoreError}
 * `store_unavailable` when the database does not take it, `store_corrupt` when it turns out to be damaged; nothing of
 * the call has happened then.
 */
export interface RecordStore {
  /** How much was used, kept beside the records and for as long as is set for it; absent where it is not kept. */
  readonly usage?: UsageStore;
  /** What was asked for and is not carried out yet; absent where nothing waits. */
  readonly waitingOperations?: number;
  /** Begins the record of a session; it is `live`. Rejects when the session has one. */
  begin(session: NewSessionRecord): Promise<void>;
  /**
   * Adds a final to a live record. Rejects when there is none, or it has that segment.
   *
   * @returns once it is durable: it outlives the end of the process and of the machine.
   */
  append(sessionId: string, final: SegmentText): Promise<void>;
  /** Ends a live record. Nothing happens when there is none. A store may delete it with that. */
  end(sessionId: string, ending: RecordEnding): Promise<void>;
  /** One record of an owner; undefined when there is none, or it is another owner's. */
  find(sessionId: string, owner: string): Promise<SessionRecord | undefined>;
  /** The finals of a session in their order; empty when there is none, or it is another owner's. */
  finals(sessionId: string, owner: string): Promise<readonly SegmentText[]>;
  /** Some finals of a session in their order; empty when there are none, or it is another owner's. */
  finalsAfter(sessionId: string, query: FinalsQuery): Promise<readonly SegmentText[]>;
  /**
   * Makes void what shows an owner's record to others: its {@link SessionRecord.shareEpoch} is the next one.
   *
   * @returns false when there is none.
   */
  endShares(sessionId: string, owner: string): Promise<boolean>;
  /** A page of an owner's records. @throws RecordStoreError `cursor_unknown` (as a rejection). */
  list(query: RecordQuery): Promise<RecordPage>;
  /** Deletes an owner's record with its finals, for good. @returns false when there is none. */
  delete(sessionId: string, owner: string): Promise<boolean>;
  /**
   * Deletes the records that ended before a moment.
   *
   * @param endedBeforeMs - Unix time in ms.
   * @returns how many there were.
   */
  sweep(endedBeforeMs: number): Promise<number>;
  /** Carries out what was asked and closes the database. Idempotent. */
  close(): Promise<void>;
}
