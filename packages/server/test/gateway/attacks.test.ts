import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHmac } from 'node:crypto';
import { decodeJwt, exportSPKI, importJWK, type JWTPayload, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ScriptedHost, type TestServer, tone } from '@steno/testkit';
import {
  audienceName,
  issuerName,
  issuerToken,
  makeIssuerKey,
  type IssuerKey,
  startKeySetServer,
} from '../auth/key-set-server.ts';
import { tokenFor } from '../tokens/ask-token.ts';
import { useScriptedServers } from './scripted-server.ts';

const start = useScriptedServers();

type Server = TestServer<ScriptedHost>;

/** What an attacker can know: a token of their own, the public key of the issuer, and how everything works. */
interface Loot {
  readonly server: Server;
  readonly token: string;
  readonly issuerKey: IssuerKey;
  /** The signing key of the server, which nobody has; to sign what nobody could. */
  readonly secret: Uint8Array;
  readonly kid: string;
}

let issuerKey: IssuerKey;
/** Another one of the same name. */
let foreignKey: IssuerKey;
beforeAll(async () => {
  issuerKey = await makeIssuerKey('k1', 'RS256');
  foreignKey = await makeIssuerKey('k1', 'RS256');
});

async function loot(): Promise<Loot> {
  const keys = await startKeySetServer(issuerKey);
  const settings = { issuer: issuerName, issuerAudience: audienceName, issuerKeys: keys.url };
  const server = await start({ settings });
  const token = await tokenFor(server, { sessions: null, ttl_seconds: 600 });
  const file = JSON.parse(await readFile(join(server.dataDir, 'token-keys.json'), 'utf8')) as {
    keys: { id: string; secret: string }[];
  };
  const [signing] = file.keys;
  if (signing === undefined) throw new Error('no signing key');
  return { server, token, issuerKey, secret: Buffer.from(signing.secret, 'base64url'), kid: signing.id };
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token with a head and claims of the attacker's choice, and any signature. */
function forged(head: Record<string, unknown>, claims: JWTPayload, signature = ''): string {
  return `${part(head)}.${part(claims)}.${signature}`;
}

/** Signed with the server's key, so that only what is tested is wrong. */
function signed({ token, secret, kid }: Loot, change: JWTPayload, head: Record<string, string> = {}): Promise<string> {
  return new SignJWT({ ...decodeJwt(token), ...change })
    .setProtectedHeader({ alg: 'HS256', typ: 'steno-session+jwt', kid, ...head })
    .sign(secret);
}

function tampered(token: string, change: (claims: JWTPayload) => JWTPayload): string {
  const [head, , signature] = token.split('.');
  return [head, part(change(decodeJwt(token))), signature].join('.');
}

const seconds = (): number => Math.floor(Date.now() / 1000);
const ownHead = { alg: 'HS256', typ: 'steno-session+jwt' };

const attacks: readonly (readonly [string, (loot: Loot) => string | Promise<string>])[] = [
  ['nothing', () => ''],
  ['a key that is guessed', () => `steno_${'A'.repeat(32)}`],
  ['a key of another case', ({ server }) => server.key.toLowerCase()],
  ['a key with more behind it', ({ server }) => `${server.key}x`],
  ['half a key', ({ server }) => server.key.slice(0, 20)],
  ['the hash of a key', ({ server }) => server.keys.list()[0]?.hash ?? ''],
  ['the id of a key', ({ server }) => server.keys.list()[0]?.id ?? ''],
  ['a token without its signature', ({ token }) => token.split('.').slice(0, 2).join('.')],
  ['a token with an empty signature', ({ token }) => `${token.split('.').slice(0, 2).join('.')}.`],
  ['a token of alg none', ({ token }) => forged({ ...ownHead, alg: 'none' }, decodeJwt(token))],
  ['a token of alg None', ({ token }) => forged({ ...ownHead, alg: 'None' }, decodeJwt(token), 'x')],
  ['a token with another owner written in', ({ token }) => tampered(token, (claims) => ({ ...claims, sub: 'other' }))],
  [
    'a token with a longer life written in',
    ({ token }) => tampered(token, (claims) => ({ ...claims, exp: seconds() + 9e6 })),
  ],
  ['a token with no language written in', ({ token }) => tampered(token, (claims) => ({ ...claims, language: 'de' }))],
  [
    'a token with one bit of its signature turned',
    ({ token }) => `${token.slice(0, -2)}${token.endsWith('A') ? 'B' : 'A'}A`,
  ],
  ['a token that is over', (given) => signed(given, { iat: seconds() - 100, exp: seconds() - 1 })],
  ['a token that is not valid yet', (given) => signed(given, { nbf: seconds() + 60 })],
  ['a token of another kind', (given) => signed(given, {}, { typ: 'JWT' })],
  ['a token for somebody else', (given) => signed(given, { aud: 'other' })],
  ['a token of another issuer', (given) => signed(given, { iss: 'other' })],
  ['a token without an expiry', (given) => signed(given, { exp: undefined as never })],
  ['a token of a key that is not there', (given) => signed(given, { key: '000000000000' })],
  ['a token of a key of another owner', (given) => signed(given, { sub: 'other' })],
  ['a token with a signing key nobody has', (given) => signed(given, {}, { kid: '000000000000' })],
  ['a token that names a file as its signing key', (given) => signed(given, {}, { kid: '../../../dev/null' })],
  ['a counted token from before the server began', (given) => signed(given, { connections: 1, iat: seconds() - 100 })],
  [
    'a token signed with nothing',
    ({ token, kid }) => {
      const unsigned = `${part({ ...ownHead, kid })}.${part(decodeJwt(token))}`;
      return `${unsigned}.${createHmac('sha256', '').update(unsigned).digest('base64url')}`;
    },
  ],
  [
    'a token that brings its own key',
    async ({ token, kid }) => {
      const own = await makeIssuerKey('own');
      return new SignJWT(decodeJwt(token))
        .setProtectedHeader({ alg: 'ES256', typ: 'steno-session+jwt', kid, jwk: own.jwk })
        .sign(own.privateKey);
    },
  ],
  [
    "an issuer's token of alg none",
    () => forged({ alg: 'none', kid: 'k1' }, { iss: issuerName, aud: audienceName, sub: 'a', exp: seconds() + 60 }),
  ],
  [
    "an issuer's token signed with its public key as a secret",
    async ({ issuerKey }) => {
      const publicKey = await importJWK(issuerKey.jwk, 'RS256', { extractable: true });
      if (publicKey instanceof Uint8Array) throw new Error('not a public key');
      const claims = { iss: issuerName, aud: audienceName, sub: 'a', exp: seconds() + 60 };
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
        .sign(Buffer.from(await exportSPKI(publicKey)));
    },
  ],
  ["an issuer's token of another key of the same name", () => issuerToken(foreignKey)],
  [
    "an issuer's token that says where its key is",
    async () => {
      const own = await makeIssuerKey('own');
      const set = await startKeySetServer(own);
      const claims = { iss: issuerName, aud: audienceName, sub: 'a', exp: seconds() + 60 };
      return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'own', jku: set.url }).sign(own.privateKey);
    },
  ],
  ["an issuer's token that is over", ({ issuerKey }) => issuerToken(issuerKey, { exp: seconds() - 60 })],
  ["an issuer's token for somebody else", ({ issuerKey }) => issuerToken(issuerKey, { aud: 'other' })],
  ['10 KB of dots', () => '.'.repeat(10_000)],
  ['a token of 12 KB', ({ token }) => `${token}${'A'.repeat(12_000)}`],
  ["an issuer's token of 9 KB", ({ issuerKey }) => issuerToken(issuerKey, { name: 'x'.repeat(7000) })],
  [
    'a token of nested objects',
    () => forged(ownHead, JSON.parse(`${'{"a":'.repeat(500)}1${'}'.repeat(500)}`) as JWTPayload, 'AAAA'),
  ],
];

describe('an attacker', () => {
  it.each(attacks)('with %s gets the answer of a stranger, and nothing is opened', async (_what, make) => {
    const given = await loot();
    const { server } = given;
    const stranger = await server.tryToConnect({ key: 'steno_stranger' });
    const refused = await server.tryToConnect({ key: '', headers: { authorization: await make(given) } });
    expect(refused).toMatchObject({ type: 'refused', status: 401 });
    expect('error' in refused && 'error' in stranger && refused.error).toEqual('error' in stranger && stranger.error);
    expect(server.recognition.streams).toHaveLength(0);
    const honest = await server.connect({ key: given.token });
    honest.close();
    expect(await honest.end()).toMatchObject({ code: 1000 });
  });

  it('has the tokens that are no attack accepted, so that the table proves something', async () => {
    const given = await loot();
    for (const token of [await signed(given, {}), await issuerToken(given.issuerKey)]) {
      const client = await given.server.connect({ key: token });
      client.close();
      expect(await client.end()).toMatchObject({ code: 1000 });
    }
  });

  it('with a token of an issuer has the records of its owner and of nobody else', async () => {
    const { server, issuerKey } = await loot();
    const client = await server.connect({ key: await issuerToken(issuerKey, { sub: 'test' }) });
    await client.send(tone(600));
    client.close();
    await client.end();
    const list = async (credential: string): Promise<unknown> => {
      const answer = await fetch(`${server.url.replace('ws', 'http')}/v2/sessions`, {
        headers: { authorization: `Bearer ${credential}` },
      });
      return answer.json();
    };
    expect(await list(await issuerToken(issuerKey, { sub: 'test' }))).toMatchObject({ sessions: [{ segments: 1 }] });
    // The key of the server has the owner "test": an owner of the issuer is not taken for it.
    expect(await list(server.key)).toMatchObject({ sessions: [] });
    expect(await list(await issuerToken(issuerKey, { sub: 'bob' }))).toMatchObject({ sessions: [] });
  });
});
