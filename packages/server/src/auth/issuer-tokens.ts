import { readFile } from 'node:fs/promises';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  type JSONWebKeySet,
  jwtVerify,
  type JWTVerifyGetKey,
} from 'jose';
import type { Principal } from './principal.ts';
import { maxTokenBytes } from './signed-token.ts';

/** What tokens of an operator's own issuer are accepted by. */
export interface IssuerSettings {
  /** The `iss` of its tokens. */
  readonly issuer: string;
  /** The `aud` they must name. */
  readonly audience: string;
  /** The URL of its JSON Web Key Set, or the absolute path of a file with one. */
  readonly keys: string;
  /** The claim that names the owner. */
  readonly ownerClaim: string;
}

/** What a reader of issuer tokens is made with. */
export interface IssuerTokensParts {
  readonly settings: IssuerSettings;
  /** Unix time in ms. */
  readonly now: () => number;
  /** Told when the key set cannot be had; tokens are refused then. */
  readonly onProblem: (reason: string) => void;
  /** The least time between two looks for a key that is not known, in ms. Default 30,000. */
  readonly cooldownMs?: number;
}

/**
 * Algorithms with a public key only: with a secret one, whoever knows the public key could sign (RFC 8725, 2.1 and 3.1).
 */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
/** How far the clocks of the issuer and this machine may be apart, in seconds. Chosen. */
const clockToleranceSeconds = 30;
/** Chosen. */
const defaultCooldownMs = 30_000;
/** How long a key set is used without a new look, in ms. Chosen: how long a key the issuer took away stays good. */
const cacheMaxAgeMs = 600_000;
const fetchTimeoutMs = 5_000;
/** Chosen: key sets have a few kilobytes. */
const maxKeySetBytes = 1_048_576;
const maxOwnerLength = 200;

/** Reads JSON Web Tokens of an issuer of the operator's own. */
export class IssuerTokens {
  readonly #parts: IssuerTokensParts;
  readonly #keyFor: JWTVerifyGetKey;

  /** For {@link openIssuerTokens}. */
  constructor(parts: IssuerTokensParts, keyFor: JWTVerifyGetKey) {
    this.#parts = parts;
    this.#keyFor = keyFor;
  }

  /**
   * Reads a token.
   *
   * @returns undefined for one that is not genuine, not for this server, or not good now; or when the issuer's keys
   *   cannot be had.
   */
  async read(token: string): Promise<Principal | undefined> {
    const { settings, now, onProblem } = this.#parts;
    if (token.length > maxTokenBytes) return undefined;
    try {
      const { payload } = await jwtVerify(token, this.#keyFor, {
        algorithms,
        issuer: settings.issuer,
        audience: settings.audience,
        clockTolerance: clockToleranceSeconds,
        currentDate: new Date(now()),
        requiredClaims: ['exp', settings.ownerClaim],
      });
      const isFromLater = payload.iat !== undefined && payload.iat > now() / 1000 + clockToleranceSeconds;
      return isFromLater ? undefined : principalOf(payload[settings.ownerClaim]);
    } catch (error) {
      if (isAboutToken(error)) return undefined;
      // Whatever else goes wrong is on the way to the keys; nobody gets in over that.
      onProblem(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }
}

/**
 * Makes a reader of issuer tokens. A key set at a URL is fetched when the first token comes, kept for ten minutes, and
 * looked for again when a token names a key that is not in it, at most once in `cooldownMs`.
 *
 * @throws rejects with the system's error when a file cannot be read, SyntaxError or TypeError when it is no key set.
 */
export async function openIssuerTokens(parts: IssuerTokensParts): Promise<IssuerTokens> {
  const { settings, cooldownMs = defaultCooldownMs } = parts;
  if (!/^https?:/i.test(settings.keys)) {
    // What is no key set is refused by the library.
    const keySet = JSON.parse(await readFile(settings.keys, 'utf8')) as JSONWebKeySet;
    return new IssuerTokens(parts, createLocalJWKSet(keySet));
  }
  return new IssuerTokens(
    parts,
    createRemoteJWKSet(new URL(settings.keys), {
      cooldownDuration: cooldownMs,
      cacheMaxAge: cacheMaxAgeMs,
      timeoutDuration: fetchTimeoutMs,
      [customFetch]: fetchBounded,
    }),
  );
}

/** Of the token and not of the way to the keys: nothing an operator could act on. */
function isAboutToken(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return false;
  return !(
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error.code === 'ERR_JOSE_GENERIC'
  );
}

function principalOf(owner: unknown): Principal | undefined {
  if (typeof owner !== 'string' || owner === '' || owner.length > maxOwnerLength) return undefined;
  return {
    keyId: 'issuer',
    name: 'issuer',
    owner: `issuer:${owner}`,
    type: 'realtime',
    kind: 'issuer_token',
    grant: {},
  };
}

/** Reads no more than a key set can have. */
async function fetchBounded(url: string, options: RequestInit): Promise<Response> {
  const response = await fetch(url, options);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const body: AsyncIterable<Uint8Array> | readonly Uint8Array[] = response.body ?? [];
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > maxKeySetBytes) throw new RangeError(`the key set is longer than ${maxKeySetBytes} bytes`);
    chunks.push(chunk);
  }
  return new Response(Buffer.concat(chunks), { status: response.status, headers: response.headers });
}
