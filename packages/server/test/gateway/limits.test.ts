import { describe, expect, it } from 'vitest';
import { ScriptedHost, type TestClient, type TestClientOptions, type TestServer, tone, until } from '@steno/testkit';
import { askToken, tokenFor } from '../tokens/ask-token.ts';
import { useScriptedServers } from './scripted-server.ts';

const start = useScriptedServers();

async function outcome(server: TestServer, options: Partial<TestClientOptions> = {}): Promise<string> {
  const client = await server.tryToConnect(options);
  if (client.type === 'refused') return client.error.code;
  client.destroy();
  return 'served';
}

async function hear(client: TestClient): Promise<void> {
  await client.send(tone(600));
  await client.message(({ type }) => type === 'transcript');
}

describe('a live session', () => {
  it('ends with its finals and 4401 once its key is revoked, also when it came with a token of that key; others go on', async () => {
    const server = await start();
    const { key } = await server.keys.create({ name: 'lost phone' });
    const [revoked, byToken, other] = await Promise.all([
      server.connect({ key }),
      server.connect({ key: await tokenFor(server, {}, key) }),
      server.connect(),
    ]);
    for (const client of [revoked, byToken, other]) await hear(client);
    await server.keys.revoke('lost phone');
    for (const client of [revoked, byToken]) {
      expect(await client.end()).toEqual({ code: 4401, reason: 'unauthorized' });
      expect(client.text).toBe('Word0.');
      expect(client.messages.at(-1)).toMatchObject({ type: 'error', code: 'unauthorized' });
    }
    await other.send(tone(600));
    other.say({ action: 'stop' });
    expect(await other.end()).toMatchObject({ code: 1000 });
    expect(other.text).toBe('Word0 word1.');
  });

  it('goes on when it was resumed with another key of its owner', async () => {
    const server = await start();
    const { key } = await server.keys.create({ name: 'first', owner: 'test' });
    const client = await server.connect({ key });
    const [listening] = client.messages;
    if (listening?.type !== 'state') throw new Error('no listening');
    client.destroy();
    await client.end();
    const query = { session: listening.session_id ?? '', resume_token: listening.resume_token ?? '', last_seq: '0' };
    const again = await server.connect({ query });
    await server.keys.revoke('first');
    const control = await server.keys.create({ name: 'control' });
    const watched = await server.connect({ key: control.key });
    await server.keys.revoke('control');
    await watched.end();
    again.say({ action: 'stop' });
    expect(await again.end()).toMatchObject({ code: 1000 });
  });

  it('ends with session_limit at the least of what the operator, the key and the token allow', async () => {
    const server = await start({ settings: { maxSessionMs: '60000' } });
    const { key } = await server.keys.create({ name: 'short', maxSessionMs: 4000 });
    const token = await tokenFor(server, { max_session_seconds: 3 }, key);
    const ends = async (credential: string, limitMs: number): Promise<void> => {
      const client = await server.connect({ key: credential });
      await client.send(tone(600));
      expect(await client.end()).toEqual({ code: 4408, reason: 'session_limit' });
      expect(client.messages.at(-1)).toMatchObject({ code: 'session_limit', details: { limit_ms: limitMs } });
      expect(client.text).toBe('Word0.');
    };
    await Promise.all([ends(key, 4000), ends(token, 3000)]);
    expect(server.server.limitCounts.get('session_length')).toBe(2);
  });
});

describe('a key', () => {
  it('allows its languages and types only, also in start, and what specialises them', async () => {
    const recognition = new ScriptedHost({ languages: ['en', 'de'], secondModelId: 'second' });
    const server = await start({ recognition, settings: { defaultType: 'quality' } });
    const { key } = await server.keys.create({ name: 'narrow', languages: ['de-AT', 'EN'], types: ['fast'] });
    const outcomes = ['en', 'en-GB', 'de-AT', 'de', 'de-DE'].map((language) =>
      outcome(server, { key, query: { language } }),
    );
    expect(await Promise.all(outcomes)).toEqual(['served', 'served', 'served', 'forbidden', 'forbidden']);
    expect(await outcome(server, { key, query: { language: 'en', type: 'quality' } })).toBe('forbidden');
    const client = await server.connect({ key });
    expect(client.messages[0]).toMatchObject({ served_type: 'fast' });
    client.say({ action: 'start', type: 'quality' });
    expect(await client.end()).toEqual({ code: 4403, reason: 'forbidden' });
  });

  it('needs a flag for an option that the operator restricts', async () => {
    const recognition = new ScriptedHost({ takesKeyTerms: true });
    const server = await start({ recognition, settings: { restrictedOptions: 'key_terms' } });
    const { key } = await server.keys.create({ name: 'with terms', flags: ['key_terms'] });
    const query = { language: 'en', key_terms: 'Ada' };
    expect(await outcome(server, { query })).toBe('forbidden');
    expect(await outcome(server, { key, query })).toBe('served');
    expect((await askToken(server, { options: { key_terms: ['Ada'] } })).status).toBe(403);
    expect((await askToken(server, { options: { key_terms: ['Ada'] } }, { key })).status).toBe(201);
  });

  it('of administration opens no session and reads no records', async () => {
    const server = await start();
    const { key } = await server.keys.create({ name: 'admin', type: 'admin' });
    expect(await outcome(server, { key })).toBe('forbidden');
    const records = await fetch(`${server.url.replace('ws', 'http')}/v2/sessions`, { headers: { 'x-api-key': key } });
    expect(records.status).toBe(403);
  });
});

describe('sessions beyond a limit', () => {
  it.each([
    ['key', { maxSessionsPerKey: '2' }],
    ['owner', { maxSessionsPerOwner: '2' }],
    ['server', { maxSessions: '2' }],
  ] as const)(
    'of the %s are refused with 429, the limit and Retry-After, until one is over',
    async (scope, settings) => {
      const server = await start({ settings });
      const first = await server.connect();
      await server.connect();
      const refused = await server.tryToConnect();
      expect(refused).toMatchObject({
        status: 429,
        headers: { 'retry-after': '5' },
        error: { code: 'too_many_sessions', details: { scope, limit: 2 } },
      });
      const page = await server.tryToConnect({ origin: 'https://app.example' });
      if (page.type === 'refused') throw new Error('refused over HTTP');
      expect(await page.end()).toEqual({ code: 4429, reason: 'too_many_sessions' });
      expect(page.messages).toMatchObject([{ type: 'error', details: { scope, limit: 2 } }]);
      expect(server.server.limitCounts.get(scope === 'server' ? 'sessions' : `sessions_per_${scope}`)).toBe(2);
      expect(server.recognition.streams).toHaveLength(2);
      first.close();
      await first.end();
      expect(await outcome(server)).toBe('served');
    },
  );

  it('are counted for tokens with their key, and do not use them up', async () => {
    const server = await start();
    const { key } = await server.keys.create({ name: 'one at a time', maxSessions: 1 });
    const [first, second] = [await tokenFor(server, {}, key), await tokenFor(server, {}, key)];
    const client = await server.connect({ key: first });
    expect(await outcome(server, { key: second })).toBe('too_many_sessions');
    client.close();
    await client.end();
    expect(await outcome(server, { key: second })).toBe('served');
  });

  it('are let in when ones that wait are resumed: those count already', async () => {
    const server = await start({ settings: { maxSessions: '1' } });
    const client = await server.connect();
    const [listening] = client.messages;
    if (listening?.type !== 'state') throw new Error('no listening');
    client.destroy();
    await client.end();
    await until(() => server.logLines.some((line) => line.includes('connection lost')), 'the loss');
    const query = { session: listening.session_id ?? '', resume_token: listening.resume_token ?? '', last_seq: '0' };
    const again = await server.connect({ query });
    expect(again.messages[0]).toMatchObject({ state: 'resumed' });
  });
});

/** More at once than come back in the time that takes, however busy the machine is. */
const many = Array.from({ length: 40 });

describe('connections beyond a rate', () => {
  it('of one address are refused with 429 and when to try, before the credential is looked at', async () => {
    const server = await start({ settings: { maxConnectionsPerSecond: '1' } });
    const found = await Promise.all(many.map(() => server.tryToConnect({ key: 'wrong' })));
    const codes = found.map((client) => (client.type === 'refused' ? client.error.code : 'served'));
    expect(new Set(codes)).toEqual(new Set(['unauthorized', 'rate_limited']));
    expect(codes.filter((code) => code === 'unauthorized').length).toBeGreaterThanOrEqual(10);
    expect(found[codes.indexOf('rate_limited')]).toMatchObject({
      status: 429,
      headers: { 'retry-after': '1' },
      error: { code: 'rate_limited', details: { scope: 'address', limit: 1, retry_after: 1 } },
    });
    const http = server.url.replace('ws', 'http');
    for (const path of ['/v2/sessions', '/v2/tokens']) {
      const answers = await Promise.all(
        many.map(() => fetch(`${http}${path}`, { headers: { authorization: 'wrong' } })),
      );
      const limited = answers.find((answer) => answer.status === 429);
      expect(limited?.headers.get('retry-after')).toBe('1');
    }
    expect((await fetch(`${http}/healthz`)).status).toBe(200);
  });

  it('with one key are refused, those with another key are not', async () => {
    const server = await start({ settings: { maxConnectionsPerSecondPerKey: '1' } });
    const { key } = await server.keys.create({ name: 'calm' });
    const found = await Promise.all(many.map(() => server.tryToConnect()));
    const refused = found.filter((client) => client.type === 'refused');
    expect(found.length - refused.length).toBeGreaterThanOrEqual(10);
    expect(refused[0]).toMatchObject({ status: 429, error: { details: { scope: 'key', limit: 1 } } });
    expect(server.server.limitCounts.get('connections_per_key')).toBe(refused.length);
    expect(await outcome(server, { key })).toBe('served');
  });

  it.each(['/v2/sessions', '/v2/usage', '/v2/capacity'])(
    'as requests for %s with one key are refused, too',
    async (path) => {
      const server = await start({ settings: { maxConnectionsPerSecondPerKey: '1' } });
      const { key } = await server.keys.create({ name: 'calm' });
      const ask = (credential: string): Promise<Response> =>
        fetch(`${server.url.replace('ws', 'http')}${path}`, { headers: { 'x-api-key': credential } });
      const answers = await Promise.all(many.map(() => ask(server.key)));
      expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(10);
      const refused = answers.find(({ status }) => status === 429);
      expect(refused?.headers.get('retry-after')).toBe('1');
      expect(await refused?.json()).toMatchObject({
        error: { code: 'rate_limited', details: { scope: 'key', limit: 1 } },
      });
      expect((await ask(key)).status).toBe(200);
    },
  );
});
