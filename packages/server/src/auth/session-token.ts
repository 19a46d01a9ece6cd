import {
  canonicalLanguage,
  jsonOptions,
  optionFields,
  optionNames,
  readSessionOptions,
  type SessionOptionChanges,
  WireError,
} from '@steno/protocol';
import type { FixedWishes } from './grant.ts';
import type { Principal, TokenUse } from './principal.ts';
import { maxTokenBytes, type SignedClaims, SignedTokens } from './signed-token.ts';
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

const kind = { type: 'steno-session+jwt', audience: 'steno-realtime' } as const;

/** Makes and reads session tokens. */
export class SessionTokens {
  readonly #tokens: SignedTokens;

  /** @param now - Unix time in ms. */
  constructor(keys: SigningKeys, now: () => number) {
    this.#tokens = new SignedTokens(keys, now, kind);
  }

  /**
   * Makes a token for the bearer of an API key.
   *
   * @throws WireError (as a rejection) `bad_request` when its options make it longer than a token may be; KeyStoreError
   *   when there is no signing key and none can be stored.
   */
  async make(principal: Principal, { ttlMs, connections, fixed, maxSessionMs }: TokenWishes): Promise<MadeToken> {
    const claims = {
      key: principal.keyId,
      ...(connections === undefined ? {} : { connections }),
      ...(fixed.language === undefined ? {} : { language: fixed.language }),
      options: toWire(fixed.options),
      ...(maxSessionMs === undefined ? {} : { max_session_ms: maxSessionMs }),
    };
    const made = await this.#tokens.make({ owner: principal.owner, ttlMs, claims });
    if (made.token.length <= maxTokenBytes) return made;
    throw new WireError(
      'bad_request',
      `The options make a token of ${made.token.length} bytes; it can have ${maxTokenBytes}. Give the longest in start.`,
      { parameter: 'options', max_bytes: maxTokenBytes },
    );
  }

  /**
   * Reads a token.
   *
   * @returns undefined for one that is not genuine, or over.
   */
  async read(token: string): Promise<TokenClaims | undefined> {
    const read = await this.#tokens.read(token);
    try {
      return read === undefined ? undefined : toClaims(read);
    } catch (error) {
      if (error instanceof WireError) return undefined;
      throw error;
    }
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
function toClaims({ id, owner, issuedAtMs, expiresAtMs, claims }: SignedClaims): TokenClaims | undefined {
  const { key: keyId, connections, language, options, max_session_ms: maxMs } = claims;
  if (typeof keyId !== 'string' || !isCount(connections) || !isCount(maxMs) || !isFields(options)) return undefined;
  const tag = typeof language === 'string' ? canonicalLanguage(language) : undefined;
  if (language !== undefined && tag === undefined) return undefined;
  return {
    keyId,
    owner,
    use: { id, connections, expiresAtMs },
    issuedAtMs,
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
