import type { TokenUse } from './principal.ts';

/** Chosen: about 200 bytes each. */
const defaultCapacity = 100_000;
/** Chosen: one key alone cannot fill the memory of all. */
const shareOfOneKey = 10;

/** Whether a token may be used once more. */
export type TokenStanding = 'usable' | 'used_up' | 'no_room';

interface Uses {
  readonly keyId: string;
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
  /** Tokens by the second in which they expire, so that those that have can be found without looking at the others. */
  readonly #bySecond = new Map<number, string[]>();
  #lookedAtSecond = -Infinity;

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
    this.#uses.set(id, { keyId, connections: 1 });
    this.#perKey.set(keyId, (this.#perKey.get(keyId) ?? 0) + 1);
    const second = Math.ceil(expiresAtMs / 1000);
    const others = this.#bySecond.get(second);
    if (others === undefined) this.#bySecond.set(second, [id]);
    else others.push(id);
  }

  #isFull(keyId: string): boolean {
    return this.#uses.size >= this.#capacity || (this.#perKey.get(keyId) ?? 0) >= this.#capacity / shareOfOneKey;
  }

  /** Only when there is no room, and once a second then: whoever is out of room may ask often. */
  #forgetExpired(): void {
    const nowSecond = Math.floor(this.#now() / 1000);
    if (nowSecond === this.#lookedAtSecond) return;
    this.#lookedAtSecond = nowSecond;
    for (const [second, ids] of this.#bySecond) {
      if (second > nowSecond) continue;
      this.#bySecond.delete(second);
      for (const id of ids) this.#forget(id);
    }
  }

  #forget(id: string): void {
    const keyId = this.#uses.get(id)?.keyId;
    this.#uses.delete(id);
    if (keyId === undefined) return;
    const left = (this.#perKey.get(keyId) ?? 0) - 1;
    if (left > 0) this.#perKey.set(keyId, left);
    else this.#perKey.delete(keyId);
  }
}
