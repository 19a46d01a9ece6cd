import type { Clock } from '../session/ports.ts';
import type { Principal } from './principal.ts';

/** A session, as the watch sees it. */
export interface WatchedSession {
  /** Its credential is no longer good: it ends with what was heard so far. */
  revoke(): void;
}

/** What is looked at of a credential. */
export type WatchedCredential = Pick<Principal, 'keyId' | 'kind'>;

/** What a watch works with. */
export interface CredentialWatchParts {
  readonly clock: Clock;
  /** Whether a credential is still usable. */
  readonly isStillGood: (principal: WatchedCredential) => boolean;
}

/** How often the credentials of live sessions are looked at, in ms. Chosen: a fifth of what an operator waits at most. */
const intervalMs = 1000;

/** Ends live sessions whose key is revoked or expires. */
export class CredentialWatch {
  readonly #parts: CredentialWatchParts;
  readonly #principals = new Map<WatchedSession, WatchedCredential>();
  #cancel: () => void = () => undefined;

  constructor(parts: CredentialWatchParts) {
    this.#parts = parts;
  }

  /** Watches a session from now on; of one that is watched already, another credential. */
  set(session: WatchedSession, principal: WatchedCredential): void {
    this.#principals.set(session, principal);
    if (this.#principals.size === 1) this.#wait();
  }

  /** Watches a session no longer. Idempotent. */
  delete(session: WatchedSession): void {
    this.#principals.delete(session);
    if (this.#principals.size === 0) this.#cancel();
  }

  #wait(): void {
    this.#cancel();
    this.#cancel = this.#parts.clock.schedule(intervalMs, () => {
      this.#look();
      if (this.#principals.size > 0) this.#wait();
    });
  }

  /** Each key is looked up once, however many sessions it has. */
  #look(): void {
    const known = new Map<string, boolean>();
    for (const [session, principal] of [...this.#principals]) {
      const isGood = known.get(principal.keyId) ?? this.#parts.isStillGood(principal);
      known.set(principal.keyId, isGood);
      if (isGood) continue;
      this.delete(session);
      session.revoke();
    }
  }
}
