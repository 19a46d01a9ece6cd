import type { UsageEntry, UsageQuery, UsageStore } from './usage-store.ts';

/** Entries kept. Chosen: about 30 MB; a thousand keys in use every day for three months. */
const defaultCapacity = 100_000;

/**
 * Keeps usage in memory, for a server that keeps nothing: an entry for each owner, key and day. Beyond its capacity the entry
 * that was begun longest ago is forgotten: an issuer has any number of owners.
 */
export class MemoryUsage implements UsageStore {
  /** The one begun longest ago first. */
  readonly #entries = new Map<string, UsageEntry>();
  readonly #capacity: number;

  /** @param capacity - entries kept; integer, >= 1. */
  constructor(capacity: number = defaultCapacity) {
    this.#capacity = capacity;
  }

  /** See {@link UsageStore.add}. */
  async add(entries: readonly UsageEntry[]): Promise<void> {
    for (const entry of entries) {
      const key = [entry.day, entry.owner, entry.keyId].join('\n');
      const before = this.#entries.get(key);
      this.#entries.set(key, before === undefined ? entry : sum(before, entry));
      const [oldest] = this.#entries.keys();
      if (this.#entries.size > this.#capacity && oldest !== undefined) this.#entries.delete(oldest);
    }
  }

  /** See {@link UsageStore.read}. */
  async read({ owner, from, to, limit }: UsageQuery): Promise<readonly UsageEntry[]> {
    return [...this.#entries]
      .filter(([, entry]) => entry.day >= from && entry.day <= to && (owner ?? entry.owner) === entry.owner)
      .map(([, entry]) => entry)
      .sort((a, b) => order(b.day, a.day) || order(a.owner, b.owner) || order(a.keyId, b.keyId))
      .slice(0, limit);
  }

  /** See {@link UsageStore.sweepUsage}. */
  async sweepUsage(before: string): Promise<void> {
    for (const [key, { day }] of this.#entries) if (day < before) this.#entries.delete(key);
  }
}

function sum(a: UsageEntry, b: UsageEntry): UsageEntry {
  return { ...a, sessions: a.sessions + b.sessions, samples: a.samples + b.samples };
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
