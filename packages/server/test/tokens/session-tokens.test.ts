import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ScriptedHost, type TestClientOptions, type TestServer, tone } from '@steno/testkit';
import { openSigningKeys } from '../../src/auth/signing-keys.ts';
import { useScriptedServers } from '../gateway/scripted-server.ts';
import { askToken, tokenFor } from './ask-token.ts';

const start = useScriptedServers();

/** The ways a client can carry a token. */
const carriers: readonly (readonly [string, (token: string) => Partial<TestClientOptions>])[] = [
  ['Authorization', (token) => ({ headers: { authorization: `Bearer ${token}` } })],
  ['Authorization without a scheme', (token) => ({ headers: { authorization: token } })],
  ['x-zoom-s2t-key', (token) => ({ headers: { 'x-zoom-s2t-key': token } })],
  ['x-api-key', (token) => ({ headers: { 'x-api-key': token } })],
  ['api-key', (token) => ({ headers: { 'api-key': token } })],
  ['the subprotocols', (token) => ({ subprotocols: ['token', token], origin: 'https://app.example' })],
  ['the query', (token) => ({ query: { language: 'en', token } })],
];

/** Connects without the key of the server. */
function tryWith(server: TestServer, options: Partial<TestClientOptions>): ReturnType<TestServer['tryToConnect']> {
  return server.tryToConnect({ key: '', ...options });
}

async function outcome(server: TestServer, options: Partial<TestClientOptions>): Promise<string> {
  const client = await tryWith(server, options);
  if (client.type === 'refused') return client.error.code;
  client.close();
  const { code, reason } = await client.end();
  return code === 1000 ? 'served' : reason;
}

const kidOf = (token: string): unknown =>
  (JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid: unknown }).kid;

const bearer = (token: string): Partial<TestClientOptions> => ({ headers: { authorization: `Bearer ${token}` } });

describe('POST /v2/tokens', () => {
  it('makes a token for a minute, which no cache keeps', async () => {
    const server = await start();
    const askedAtMs = Date.now();
    const { status, headers, body } = await askToken(server, '');
    expect([status, headers.get('cache-control')]).toEqual([201, 'no-store']);
    expect(Object.keys(body)).toEqual(['token', 'expires_at']);
    const livesMs = Date.parse(body.expires_at) - askedAtMs;
    // Whole seconds, never more than was asked for; the answer took a moment.
    expect(livesMs).toBeGreaterThan(58_000);
    expect(livesMs).toBeLessThanOrEqual(60_000 + Date.now() - askedAtMs);
  });

  it.each([30, 3600])('makes a token for %i s', async (ttl) => {
    const server = await start();
    const beforeMs = Date.now();
    const { body } = await askToken(server, { ttl_seconds: ttl });
    const expiresAtMs = Date.parse(body.expires_at);
    expect(expiresAtMs).toBeGreaterThan(beforeMs + (ttl - 1) * 1000);
    expect(expiresAtMs).toBeLessThanOrEqual(Date.now() + ttl * 1000);
  });

  it.each<readonly [unknown, string]>([
    [{ ttl_seconds: 29 }, 'ttl_seconds must be a whole number from 30 to 3600'],
    [{ ttl_seconds: 3601 }, 'ttl_seconds'],
    [{ ttl_seconds: '60' }, 'ttl_seconds'],
    [{ ttl_seconds: null }, 'ttl_seconds'],
    [{ ttl_seconds: 60.5 }, 'ttl_seconds'],
    [{ sessions: 0 }, 'sessions must be a whole number from 1 to 1000, or null'],
    [{ sessions: 1001 }, 'sessions'],
    [{ language: 'english please' }, 'language must be a BCP-47 tag'],
    [{ language: 7 }, 'language'],
    [{ options: [] }, 'options must be a JSON object'],
    [{ options: { type: 'best' } }, 'type is "best"'],
    [{ options: { endpointing_ms: 99 } }, 'endpointing_ms is 99'],
    [{ options: { partial: 'no' } }, '"partial" in options must be true or false'],
    [{ options: { token: 1 } }, '"token" is no option'],
    [{ max_session_seconds: 0 }, 'max_session_seconds'],
    [{ max_sesion_seconds: 60 }, '"max_sesion_seconds" is no field'],
    [{ options: { key_terms: Array.from({ length: 100 }, (_, index) => `${index}`.padEnd(90, 'x')) } }, 'token of'],
    ['not json', 'must be a JSON object'],
    ['[]', 'must be a JSON object'],
    ['null', 'must be a JSON object'],
    ['x'.repeat(70_000), 'longer than 65536 bytes'],
  ])('refuses %j', async (wishes, words) => {
    const server = await start();
    const { status, body } = await askToken(server, wishes);
    expect([status, body.error?.code]).toEqual([400, 'bad_request']);
    expect(body.error?.message).toContain(words);
  });

  it('takes POST only', async () => {
    const server = await start();
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const { status, headers } = await askToken(server, undefined, { method });
      expect([status, headers.get('allow')]).toEqual([405, 'POST']);
    }
  });

  it('refuses whoever has no key, an admin key, or a token, before it looks at the body', async () => {
    const server = await start();
    const admin = await server.keys.create({ name: 'admin', type: 'admin' });
    const token = await tokenFor(server);
    const answers = ['', 'steno_wrong', admin.key, token].map(async (key) => {
      const { status, body } = await askToken(server, {}, { key });
      return [status, body.error?.code];
    });
    expect(await Promise.all(answers)).toEqual([
      [401, 'unauthorized'],
      [401, 'unauthorized'],
      [403, 'forbidden'],
      [403, 'forbidden'],
    ]);
    expect((await askToken(server, 'not json', { key: 'steno_wrong' })).status).toBe(401);
  });

  it('refuses what the key itself may not have', async () => {
    const server = await start({ recognition: new ScriptedHost({ languages: ['en', 'de'], secondModelId: 'second' }) });
    const { key } = await server.keys.create({ name: 'narrow', languages: ['de'], types: ['fast'] });
    for (const wishes of [{ language: 'en' }, { options: { type: 'quality' } }]) {
      expect(await askToken(server, wishes, { key })).toMatchObject({
        status: 403,
        body: { error: { code: 'forbidden' } },
      });
    }
    expect((await askToken(server, { language: 'de-AT', options: { type: 'fast' } }, { key })).status).toBe(201);
  });

  it('keeps its signing key in a file that only its owner can read, and tells neither it nor the token in the log', async () => {
    const server = await start();
    const token = await tokenFor(server);
    await outcome(server, bearer(token));
    const path = join(server.dataDir, 'token-keys.json');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const { keys } = JSON.parse(await readFile(path, 'utf8')) as { keys: { secret: string }[] };
    const log = server.logLines.join('');
    for (const secret of [...keys.map((key) => key.secret), ...token.split('.')]) expect(log).not.toContain(secret);
  });
});

describe('a session token', () => {
  it.each(carriers)('opens a session of the same owner from %s', async (_where, carry) => {
    const server = await start();
    const token = await tokenFor(server);
    const client = await tryWith(server, carry(token));
    if (client.type === 'refused') throw new Error(`refused: ${client.error.code}`);
    await client.send(tone(600));
    client.say({ action: 'stop' });
    expect(await client.end()).toMatchObject({ code: 1000 });
    expect(client.text).toBe('Word0.');
    const list = await fetch(`${server.url.replace('ws', 'http')}/v2/sessions`, {
      headers: { authorization: server.key },
    });
    expect(await list.json()).toMatchObject({ sessions: [{ segments: 1 }] });
  });

  it('opens one connection, and is refused the next time like one that never was', async () => {
    const server = await start();
    const token = await tokenFor(server);
    const never = await tryWith(server, bearer('a.b.c'));
    expect(await outcome(server, bearer(token))).toBe('served');
    const again = await tryWith(server, bearer(token));
    expect(again).toMatchObject({ type: 'refused', status: 401 });
    expect('error' in again && 'error' in never && again.error).toEqual('error' in never && never.error);
  });

  it('lets one of many connections in that come at the same moment', async () => {
    const server = await start();
    const token = await tokenFor(server);
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => outcome(server, bearer(token))));
    expect(outcomes.sort()).toEqual(['served', ...Array.from({ length: 11 }, () => 'unauthorized')]);
  });

  it('opens as many connections as it was made for', async () => {
    const server = await start();
    const token = await tokenFor(server, { sessions: 3 });
    const outcomes: string[] = [];
    for (let index = 0; index < 4; index += 1) outcomes.push(await outcome(server, bearer(token)));
    expect(outcomes).toEqual(['served', 'served', 'served', 'unauthorized']);
  });

  it('opens any number when it was made for that', async () => {
    const server = await start();
    const token = await tokenFor(server, { sessions: null });
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => outcome(server, bearer(token))));
    expect(new Set(outcomes)).toEqual(new Set(['served']));
  });

  it('is not used up by a refusal', async () => {
    const server = await start();
    const token = await tokenFor(server);
    expect(await outcome(server, { ...bearer(token), query: { language: 'xx' } })).toBe('unsupported_language');
    expect(await outcome(server, bearer(token))).toBe('served');
  });

  it('brings its language along, and is forbidden for any other', async () => {
    const server = await start({ recognition: new ScriptedHost({ languages: ['en', 'de'] }) });
    const token = await tokenFor(server, { language: 'DE', sessions: null });
    for (const query of [{}, { language: 'de' }]) {
      const client = await server.connect({ ...bearer(token), query });
      expect(client.messages[0]).toMatchObject({ state: 'listening', language: 'de' });
      client.close();
    }
    for (const language of ['en', 'de-AT']) {
      expect(await outcome(server, { ...bearer(token), query: { language } })).toBe('forbidden');
    }
  });

  it('brings its options along, and is forbidden for other values of them, also in start', async () => {
    const server = await start({ recognition: new ScriptedHost({ takesKeyTerms: true }) });
    const options = { partial: false, endpointing_ms: 300, key_terms: ['Ada', 'Steno'] };
    const token = await tokenFor(server, { options, sessions: null });
    const client = await server.connect(bearer(token));
    expect(client.messages[0]).toMatchObject({ endpointing_ms: 300, key_terms: 2 });
    client.say({ action: 'start', endpointing_ms: 300, key_terms: ['Ada', 'Steno'], max_segment_ms: 5000 });
    await client.message((message) => message.type === 'state' && message.seq === 1);
    client.close();
    expect(await outcome(server, { ...bearer(token), query: { language: 'en', endpointing_ms: '301' } })).toBe(
      'forbidden',
    );
    const other = await server.connect(bearer(token));
    other.say({ action: 'start', key_terms: ['Grace'] });
    expect(await other.end()).toEqual({ code: 4403, reason: 'forbidden' });
  });

  it('is good after the signing key was replaced, like those made after that, and not after all keys are deleted', async () => {
    const server = await start();
    const before = await tokenFor(server, { sessions: null });
    await openSigningKeys(server.dataDir).rotate();
    const after = await tokenFor(server, { sessions: null });
    expect(kidOf(after)).not.toBe(kidOf(before));
    expect([await outcome(server, bearer(before)), await outcome(server, bearer(after))]).toEqual(['served', 'served']);
    await rm(join(server.dataDir, 'token-keys.json'));
    expect(await outcome(server, bearer(after))).toBe('unauthorized');
    expect(await outcome(server, bearer(await tokenFor(server)))).toBe('served');
  });

  it('is refused once its key is revoked', async () => {
    const server = await start();
    const { key } = await server.keys.create({ name: 'app' });
    const token = await tokenFor(server, { sessions: null }, key);
    await server.keys.revoke('app');
    expect(await outcome(server, bearer(token))).toBe('unauthorized');
  });

  it('resumes a session of its owner, which uses it up, too; another owner’s session is unknown to it', async () => {
    const server = await start();
    const other = await server.keys.create({ name: 'other' });
    const client = await server.connect(bearer(await tokenFor(server)));
    const [listening] = client.messages;
    if (listening?.type !== 'state') throw new Error('no listening');
    client.destroy();
    await client.end();
    const query = { session: listening.session_id ?? '', resume_token: listening.resume_token ?? '', last_seq: '0' };
    const foreign = await tokenFor(server, {}, other.key);
    expect(await outcome(server, { ...bearer(foreign), query })).toBe('session_unknown');
    const fresh = await tokenFor(server);
    const again = await server.connect({ ...bearer(fresh), query });
    expect(again.messages[0]).toMatchObject({ state: 'resumed' });
    again.close();
    expect(await outcome(server, bearer(fresh))).toBe('unauthorized');
  });

  it.each(['/v2/sessions', '/v2/usage'])('gives no access to %s', async (path) => {
    const server = await start();
    const authorization = `Bearer ${await tokenFor(server, { sessions: null })}`;
    const answer = await fetch(`${server.url.replace('ws', 'http')}${path}`, { headers: { authorization } });
    expect([answer.status, await answer.json()]).toMatchObject([403, { error: { code: 'forbidden' } }]);
  });
});
