import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';

/** A key pair of an issuer. */
export interface IssuerKey {
  readonly id: string;
  readonly algorithm: string;
  readonly privateKey: CryptoKey;
  /** The public half, as a key set has it. */
  readonly jwk: JWK;
}

/** Makes a key pair. */
export async function makeIssuerKey(id: string, algorithm = 'ES256'): Promise<IssuerKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  return { id, algorithm, privateKey, jwk: { ...(await exportJWK(publicKey)), kid: id, alg: algorithm, use: 'sig' } };
}

/** An issuer's key set over HTTP. */
export interface KeySetServer {
  readonly url: string;
  /** The keys it tells; a test may change them. */
  keys: JWK[];
  /** What it answers instead, when it is set. */
  body: string | undefined;
  status: number;
  /** Requests so far. */
  readonly requests: () => number;
}

/** Starts a key set server, which ends with the test. */
export async function startKeySetServer(...keys: readonly IssuerKey[]): Promise<KeySetServer> {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    response.writeHead(set.status, { 'content-type': 'application/json' });
    response.end(set.body ?? JSON.stringify({ keys: set.keys }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const set: KeySetServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    keys: keys.map((key) => key.jwk),
    body: undefined,
    status: 200,
    requests: () => requests,
  };
  return set;
}

/** The issuer and the audience of {@link issuerToken}. */
export const issuerName = 'https://login.example';
export const audienceName = 'steno.example';

/**
 * Signs a token that is good for a minute.
 *
 * @param claims - replace the usual ones; undefined leaves one out.
 */
export function issuerToken(key: IssuerKey, claims: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const seconds = Math.floor(Date.now() / 1000);
  const usual = { iss: issuerName, aud: audienceName, sub: 'ann', iat: seconds, exp: seconds + 60 };
  return new SignJWT({ ...usual, ...claims })
    .setProtectedHeader({ alg: key.algorithm, kid: key.id })
    .sign(key.privateKey);
}
