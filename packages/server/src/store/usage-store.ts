/** What one key used on one day. */
export interface UsageEntry {
  /** Whose key it is. */
  readonly owner: string;
  readonly keyId: string;
  /** The UTC day, `YYYY-MM-DD`. */
  readonly day: string;
  /** Sessions begun. */
  readonly sessions: number;
  /** Audio received, in samples. */
  readonly samples: number;
}

/** Which usage is wanted. */
export interface UsageQuery {
  /** Only this owner's; default everybody's. */
  readonly owner?: string;
  /** The first and the last day, `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
  /** The most entries to return; integer, >= 1. */
  readonly limit: number;
}

/** Keeps how much was used: the port between the server and a database. It knows nothing of what was said. */
export interface UsageStore {
  /**
   * Adds to what is kept.
   *
   * @returns once it is durable; rejects with RecordStoreError when none of it is kept.
   */
  add(entries: readonly UsageEntry[]): Promise<void>;
  /** What was used, the newest day first, then by owner and key. Rejects with RecordStoreError. */
  read(query: UsageQuery): Promise<readonly UsageEntry[]>;
  /**
   * Deletes what is older than a day.
   *
   * @param before - the first day to be kept, `YYYY-MM-DD`.
   */
  sweepUsage(before: string): Promise<void>;
}

/** The UTC day of a moment, `YYYY-MM-DD`. */
export function dayOf(unixMs: number): string {
  return new Date(unixMs).toISOString().slice(0, 10);
}
