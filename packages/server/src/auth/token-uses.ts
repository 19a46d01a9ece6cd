import type { TokenUse } from './principal.ts';

/** Chosen: about 200 bytes each. */
const defaultCapacity = 100_000;
/** Chosen: one key alone cannot fill the memory of all. */
const shareOfOneKey = 10;

/** Whether a token may be used once more. */
export type TokenStanding = 'usable' | 'used_up' | 'no_room';

interface Uses {
  readonly keyId: string;
  readonly expiresAtMs: number;
  connections: number;
}

/**
 * How often tokens have been used, until they expire. When there is no room for another one, it is not usable: what
 * cannot be remembered could be used again.
 */
export class TokenUses {
  readonly #now: () => number;
  readonly #capacity: number;
  readonly #uses = new Map<string, Uses>();
  readonly #perKey = new Map<string, number>();

  /**
   * @param now - Unix time in ms.
   * @param capacity - tokens remembered at most; a tenth of them of one key.
   */
  constructor(now: () => number, capacity: number = defaultCapacity) {
    this.#now = now;
    this.#capacity = capacity;
  }

  /** Tokens remembered. */
  get size(): number {
    return this.#uses.size;
  }

  /** Says whether a token of a key may be used. */
  standingOf({ id, connections }: TokenUse, keyId: string): TokenStanding {
    if (connections === undefined) return 'usable';
    const used = this.#uses.get(id);
    if (used !== undefined) return used.connections < connections ? 'usable' : 'used_up';
    if (!this.#isFull(keyId)) return 'usable';
    this.#forgetExpired();
    return this.#isFull(keyId) ? 'no_room' : 'usable';
  }

  /** Counts a use of a token that is usable. */
  use({ id, connections, expiresAtMs }: TokenUse, keyId: string): void {
    if (connections === undefined) return;
    const used = this.#uses.get(id);
    if (used !== undefined) {
      used.connections += 1;
      return;
    }
    this.#uses.set(id, { keyId, expiresAtMs, connections: 1 });
    this.#perKey.set(keyId, (this.#perKey.get(keyId) ?? 0) + 1);
  }

  #isFull(keyId: string): boolean {
    return this.#uses.size >= this.#capacity || (this.#perKey.get(keyId) ?? 0) >= this.#capacity / shareOfOneKey;
  }

  /** Only when there is no room, so that it costs little for each token. */
  #forgetExpired(): void {
    const nowMs = this.#now();
    for (const [id, { keyId, expiresAtMs }] of this.#uses) {
      if (expiresAtMs > nowMs) continue;
      this.#uses.delete(id);
      const left = (this.#perKey.get(keyId) ?? 0) - 1;
      if (left > 0) this.#perKey.set(keyId, left);
      else this.#perKey.delete(keyId);
    }
  }
}
