import { randomUUID } from 'node:crypto';
import {
  canonicalLanguage,
  jsonOptions,
  optionFields,
  optionNames,
  readSessionOptions,
  type SessionOptionChanges,
  WireError,
} from '@steno/protocol';
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { FixedWishes } from './grant.ts';
import type { Principal, TokenUse } from './principal.ts';
import type { SigningKeys } from './signing-keys.ts';

/** What a session token is made for. */
export interface TokenWishes {
  /** Time until it is refused, in ms; 30,000..3,600,000. */
  readonly ttlMs: number;
  /** Connections it is good for; undefined for any number. */
  readonly connections: number | undefined;
  readonly fixed: FixedWishes;
  /** The longest session, in ms; undefined for what the key may. */
  readonly maxSessionMs: number | undefined;
}

/** A token just made. */
export interface MadeToken {
  readonly token: string;
  readonly expiresAtMs: number;
}

/** What a genuine token that is not over says. */
export interface TokenClaims {
  /** The API key it was made with. */
  readonly keyId: string;
  readonly owner: string;
  readonly use: TokenUse;
  /** Unix time in ms. */
  readonly issuedAtMs: number;
  readonly fixed: FixedWishes;
  readonly maxSessionMs: number | undefined;
}

/** The longest token that is made or looked at, in bytes; the head of a request is at most 16 KB. Chosen. */
export const maxTokenBytes = 8192;
const algorithm = 'HS256';
/** Names the kind of token in its head, so that no other JSON Web Token is taken for one (RFC 8725, 3.11). */
const tokenType = 'steno-session+jwt';
const issuer = 'steno';
const audience = 'steno-realtime';

/** Makes and reads session tokens: JSON Web Tokens, signed with a key of the server's own. */
export class SessionTokens {
  readonly #keys: SigningKeys;
  readonly #now: () => number;

  /** @param now - Unix time in ms. */
  constructor(keys: SigningKeys, now: () => number) {
    this.#keys = keys;
    this.#now = now;
  }

  /**
   * Makes a token for the bearer of an API key.
   *
   * @throws WireError (as a rejection) `bad_request` when its options make it longer than a token may be; KeyStoreError
   *   when there is no signing key and none can be stored.
   */
  async make(principal: Principal, { ttlMs, connections, fixed, maxSessionMs }: TokenWishes): Promise<MadeToken> {
    const { id, secret } = await this.#keys.current();
    const nowMs = this.#now();
    // Whole seconds, as the standard's libraries write them; never more than what was asked for.
    const expiresAt = Math.floor((nowMs + ttlMs) / 1000);
    const claims: JWTPayload = {
      key: principal.keyId,
      ...(connections === undefined ? {} : { connections }),
      ...(fixed.language === undefined ? {} : { language: fixed.language }),
      options: toWire(fixed.options),
      ...(maxSessionMs === undefined ? {} : { max_session_ms: maxSessionMs }),
    };
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: algorithm, typ: tokenType, kid: id })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(principal.owner)
      .setJti(randomUUID())
      // With its fraction: whether it was made before the server began is decided by it.
      .setIssuedAt(nowMs / 1000)
      .setExpirationTime(expiresAt)
      .sign(Buffer.from(secret, 'base64url'));
    if (token.length <= maxTokenBytes) return { token, expiresAtMs: expiresAt * 1000 };
    throw new WireError(
      'bad_request',
      `The options make a token of ${token.length} bytes; it can have ${maxTokenBytes}. Give the longest in start.`,
      { parameter: 'options', max_bytes: maxTokenBytes },
    );
  }

  /**
   * Reads a token.
   *
   * @returns undefined for one that is not genuine, or over.
   */
  async read(token: string): Promise<TokenClaims | undefined> {
    if (token.length > maxTokenBytes) return undefined;
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => this.#secretOf(kid), {
        algorithms: [algorithm],
        typ: tokenType,
        issuer,
        audience,
        requiredClaims: ['sub', 'jti', 'iat', 'exp', 'key'],
        currentDate: new Date(this.#now()),
      });
      return toClaims(payload);
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof WireError) return undefined;
      throw error;
    }
  }

  #secretOf(kid: string | undefined): Uint8Array {
    const key = this.#keys.find(kid ?? '');
    if (key === undefined) throw new errors.JWKSNoMatchingKey();
    return Buffer.from(key.secret, 'base64url');
  }
}

/** True for a credential that has the shape of a JSON Web Token; API keys have not. */
export function isTokenShaped(credential: string): boolean {
  return credential.split('.', 4).length === 3;
}

/** The options by their names on the wire, as `start` has them. */
function toWire(options: SessionOptionChanges): Readonly<Record<string, unknown>> {
  return Object.fromEntries(optionNames.map((name) => [name, options[optionFields[name]]]));
}

/** The signature says that we have written this, possibly in another version. */
function toClaims(payload: JWTPayload): TokenClaims | undefined {
  const { sub: owner, jti: id, iat, exp, key: keyId, connections, language, options, max_session_ms: maxMs } = payload;
  if (owner === undefined || id === undefined || iat === undefined || exp === undefined) return undefined;
  if (typeof keyId !== 'string' || !isCount(connections) || !isCount(maxMs) || !isFields(options)) return undefined;
  const tag = typeof language === 'string' ? canonicalLanguage(language) : undefined;
  if (language !== undefined && tag === undefined) return undefined;
  return {
    keyId,
    owner,
    use: { id, connections, expiresAtMs: exp * 1000 },
    issuedAtMs: iat * 1000,
    fixed: {
      ...(tag === undefined ? {} : { language: tag }),
      options: readSessionOptions(jsonOptions(options, 'options')),
    },
    maxSessionMs: maxMs,
  };
}

function isCount(value: unknown): value is number | undefined {
  return value === undefined || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1);
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
