import type { CredentialKind, Principal } from './principal.ts';
import { SignedTokens } from './signed-token.ts';
import type { SigningKeys } from './signing-keys.ts';

/** What a view token shows, and by whose leave. */
export interface ViewGrant extends Pick<Principal, 'keyId' | 'owner'> {
  readonly sessionId: string;
  /** Of the credential it was made with. */
  readonly kind: CredentialKind;
  /** It is void once the record has another one. */
  readonly shareEpoch: number;
}

/** What a genuine view token that is not over says. */
export interface ViewClaims extends ViewGrant {
  /** Its own id; safe in logs. */
  readonly id: string;
  /** Unix time in ms. */
  readonly expiresAtMs: number;
}

const kind = { type: 'steno-view+jwt', audience: 'steno-captions' } as const;

/**
 * Makes and reads view tokens: whoever has one may watch the captions of one session, and do nothing else. Their kind and
 * audience are their own, so that they are no credential anywhere else, and no other token is one here.
 */
export class ViewTokens {
  readonly #tokens: SignedTokens;

  /** @param now - Unix time in ms. */
  constructor(keys: SigningKeys, now: () => number) {
    this.#tokens = new SignedTokens(keys, now, kind);
  }

  /**
   * Makes a token.
   *
   * @param ttlMs - until it is refused, in ms; at most a day.
   * @throws KeyStoreError (as a rejection) when there is no signing key and none can be stored.
   */
  make(grant: ViewGrant, ttlMs: number): Promise<{ readonly token: string; readonly expiresAtMs: number }> {
    const { owner, sessionId, keyId, kind: madeWith, shareEpoch } = grant;
    return this.#tokens.make({
      owner,
      ttlMs,
      claims: { session: sessionId, key: keyId, kind: madeWith, epoch: shareEpoch },
    });
  }

  /** Reads a token. @returns undefined for one that is not genuine, or over. */
  async read(token: string): Promise<ViewClaims | undefined> {
    const read = await this.#tokens.read(token);
    if (read === undefined) return undefined;
    const { session: sessionId, key: keyId, kind: madeWith, epoch: shareEpoch } = read.claims;
    if (typeof sessionId !== 'string' || typeof keyId !== 'string' || typeof shareEpoch !== 'number') return undefined;
    if (madeWith !== 'api_key' && madeWith !== 'issuer_token') return undefined;
    const { id, owner, expiresAtMs } = read;
    return { id, owner, sessionId, keyId, kind: madeWith, shareEpoch, expiresAtMs };
  }
}
