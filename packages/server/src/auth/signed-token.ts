import { randomUUID } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { SigningKeys } from './signing-keys.ts';

/** The longest token that is made or looked at, in bytes; the head of a request is at most 16 KB. Chosen. */
export const maxTokenBytes = 8192;
const algorithm = 'HS256';
const issuer = 'steno';

/** What tells one kind of token from the others. */
export interface TokenKind {
  /** In its head, so that no other JSON Web Token is taken for one (RFC 8725, 3.11). */
  readonly type: string;
  readonly audience: string;
}

/** What a token says beside its own claims. */
export interface SignedToken {
  /** Whom it speaks for. */
  readonly owner: string;
  /** Time until it is refused, in ms. */
  readonly ttlMs: number;
  /** Its own claims: JSON. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** What a genuine token that is not over says. */
export interface SignedClaims {
  /** Its own id. */
  readonly id: string;
  readonly owner: string;
  /** Unix time in ms. */
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  /** Its own claims, as they were written, possibly by another version of ours. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Makes and reads tokens of one kind: JSON Web Tokens, signed with a key of the server's own. */
export class SignedTokens {
  readonly #keys: SigningKeys;
  readonly #now: () => number;
  readonly #kind: TokenKind;

  /** @param now - Unix time in ms. */
  constructor(keys: SigningKeys, now: () => number, kind: TokenKind) {
    this.#keys = keys;
    this.#now = now;
    this.#kind = kind;
  }

  /** Makes a token. @throws KeyStoreError (as a rejection) when there is no signing key and none can be stored. */
  async make({ owner, ttlMs, claims }: SignedToken): Promise<{ readonly token: string; readonly expiresAtMs: number }> {
    const { id, secret } = await this.#keys.current();
    const nowMs = this.#now();
    // Whole seconds, as the standard's libraries write them; never more than what was asked for.
    const expiresAt = Math.floor((nowMs + ttlMs) / 1000);
    const token = await new SignJWT({ ...claims })
      .setProtectedHeader({ alg: algorithm, typ: this.#kind.type, kid: id })
      .setIssuer(issuer)
      .setAudience(this.#kind.audience)
      .setSubject(owner)
      .setJti(randomUUID())
      // With its fraction: whether it was made before the server began is decided by it.
      .setIssuedAt(nowMs / 1000)
      .setExpirationTime(expiresAt)
      .sign(Buffer.from(secret, 'base64url'));
    return { token, expiresAtMs: expiresAt * 1000 };
  }

  /** Reads a token. @returns undefined for one that is not genuine, of another kind, or over. */
  async read(token: string): Promise<SignedClaims | undefined> {
    if (token.length > maxTokenBytes) return undefined;
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => this.#secretOf(kid), {
        algorithms: [algorithm],
        typ: this.#kind.type,
        issuer,
        audience: this.#kind.audience,
        requiredClaims: ['sub', 'jti', 'iat', 'exp'],
        currentDate: new Date(this.#now()),
      });
      return toClaims(payload);
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }

  #secretOf(kid: string | undefined): Uint8Array {
    const key = this.#keys.find(kid ?? '');
    if (key === undefined) throw new errors.JWKSNoMatchingKey();
    return Buffer.from(key.secret, 'base64url');
  }
}

function toClaims({ sub: owner, jti: id, iat, exp, ...claims }: JWTPayload): SignedClaims | undefined {
  if (owner === undefined || id === undefined || iat === undefined || exp === undefined) return undefined;
  return { id, owner, issuedAtMs: iat * 1000, expiresAtMs: exp * 1000, claims };
}
