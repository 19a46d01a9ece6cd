import { WireError } from '@steno/protocol';
import type { Log } from '../log.ts';
import { audit, type CredentialUse } from './audit.ts';
import type { IssuerTokens } from './issuer-tokens.ts';
import type { KeyStore } from './key-store.ts';
import type { Principal } from './principal.ts';
import { isTokenShaped, type SessionTokens } from './session-token.ts';
import type { TokenUses } from './token-uses.ts';

/** What an authenticator works with. */
export interface AuthenticatorParts {
  readonly keys: Pick<KeyStore, 'authenticate' | 'find'>;
  readonly tokens: Pick<SessionTokens, 'read'>;
  readonly uses: TokenUses;
  /** Undefined when the operator has no issuer. */
  readonly issuer: Pick<IssuerTokens, 'read'> | undefined;
  readonly log: Pick<Log, 'info'>;
  /** When this server began, Unix time in ms: what was used before is not remembered. */
  readonly startedAtMs: number;
}

/** Says who somebody is by any kind of credential. */
export class Authenticator {
  readonly #parts: AuthenticatorParts;

  constructor(parts: AuthenticatorParts) {
    this.#parts = parts;
  }

  /**
   * Says whose credential it is: an API key's, a session token's, or one of the operator's issuer.
   *
   * @param use - for the line of the audit log; one that is missing is no use.
   * @returns undefined when it is missing, unknown, expired, revoked, used up or not genuine.
   */
  async authenticate(credential: string | undefined, use: CredentialUse): Promise<Principal | undefined> {
    const principal = await this.#find(credential);
    if (credential !== undefined) audit(this.#parts.log, use, principal);
    return principal;
  }

  async #find(credential: string | undefined): Promise<Principal | undefined> {
    if (credential === undefined || !isTokenShaped(credential)) return this.#parts.keys.authenticate(credential);
    return (await this.#bySessionToken(credential)) ?? this.#parts.issuer?.read(credential);
  }

  /**
   * Uses up one of the connections that a session token is good for; to be called in the turn in which the connection is
   * made. Does nothing for other credentials.
   *
   * @throws WireError `unauthorized` when another connection was quicker, `rate_limited` when more tokens are in use
   *   than can be remembered.
   */
  use({ token, keyId }: Principal): void {
    if (token === undefined) return;
    const { uses } = this.#parts;
    switch (uses.standingOf(token, keyId)) {
      case 'used_up':
        throw unauthorized();
      case 'no_room':
        throw new WireError('rate_limited', 'Too many session tokens are in use. Try again shortly.', {
          scope: 'key',
          retry_after: 10,
        });
      case 'usable':
        uses.use(token, keyId);
    }
  }

  /** Whether the API key behind a principal is still usable; what an issuer has said stays so. */
  isStillGood({ keyId, kind }: Pick<Principal, 'keyId' | 'kind'>): boolean {
    return kind === 'issuer_token' || this.#parts.keys.find(keyId) !== undefined;
  }

  async #bySessionToken(credential: string): Promise<Principal | undefined> {
    const { keys, tokens, uses, startedAtMs } = this.#parts;
    const claims = await tokens.read(credential);
    if (claims === undefined) return undefined;
    const { keyId, owner, use, fixed, issuedAtMs } = claims;
    // The server before this one may have seen it used.
    if (use.connections !== undefined && issuedAtMs < startedAtMs) return undefined;
    const maker = keys.find(keyId);
    if (maker?.owner !== owner || uses.standingOf(use, keyId) === 'used_up') return undefined;
    const maxSessionMs = claims.maxSessionMs ?? maker.grant.maxSessionMs;
    const grant = { ...maker.grant, fixed, ...(maxSessionMs === undefined ? {} : { maxSessionMs }) };
    return { ...maker, kind: 'session_token', grant, token: use };
  }
}

/** The one error for a credential that is missing, unknown, expired, revoked or used up. */
export function unauthorized(): WireError {
  return new WireError(
    'unauthorized',
    'The credential is missing or not valid. Send an API key, for example as Authorization: Bearer <key>.',
  );
}
