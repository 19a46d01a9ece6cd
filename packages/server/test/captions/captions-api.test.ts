import type { ScriptedHost, TestClient, TestServer, TestServerOptions } from '@steno/testkit';
import { ScriptedHost as Host, until } from '@steno/testkit';
import { describe, expect, it } from 'vitest';
import { useScriptedServers } from '../gateway/scripted-server.ts';
import { heard } from '../session/session-under-test.ts';
import { type EventReader, readEvents } from './event-reader.ts';

const start = useScriptedServers();

interface Watched {
  readonly server: TestServer<ScriptedHost>;
  readonly client: TestClient;
  readonly sessionId: string;
  /** What the recognizer of the session says. */
  readonly say: (type: 'partial' | 'final', words: string) => void;
  /** The client has nothing more to say. */
  readonly finish: (client?: TestClient) => Promise<void>;
  readonly share: (ttlSeconds?: number) => Promise<string>;
  readonly ask: (
    method: string,
    path: string,
    given?: { readonly key?: string; readonly body?: unknown },
  ) => Promise<{ readonly status: number; readonly body: Record<string, unknown> }>;
  readonly watch: (credential: string, headers?: Readonly<Record<string, string>>) => Promise<EventReader>;
}

async function openWatched(settings: TestServerOptions<ScriptedHost>['settings'] = {}): Promise<Watched> {
  const recognition = new Host({ script: 'silent' });
  const server = await start({ recognition, settings: { closeTimeoutMs: '200', ...settings } });
  const client = await server.connect();
  const [opening] = client.messages;
  const sessionId = opening?.type === 'state' ? (opening.session_id ?? '') : '';
  const [stream] = recognition.streams;
  const base = server.url.replace('ws:', 'http:');
  let at = 0;
  const ask: Watched['ask'] = async (method, path, { key = server.key, body } = {}) => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
  };
  const watched: Watched = {
    server,
    client,
    sessionId,
    say: (type, words) => {
      stream?.tell(heard(type, words, at));
      if (type === 'final') at += 1000;
    },
    finish: async (last = client) => {
      last.close();
      await until(() => (stream?.ends ?? 0) > 0, 'the end of the audio');
      stream?.tell({ type: 'ended' });
    },
    share: async (ttlSeconds) => {
      const body = ttlSeconds === undefined ? undefined : { ttl_seconds: ttlSeconds };
      const made = await ask('POST', `/v2/sessions/${sessionId}/share`, { body });
      expect(made.status).toBe(201);
      return String(made.body['token']);
    },
    ask,
    watch: (credential, headers) => readEvents(`${base}/v2/sessions/${sessionId}/captions`, credential, headers),
  };
  // The record of a session is begun beside it.
  for (;;) if ((await ask('GET', `/v2/sessions/${sessionId}`)).status === 200) return watched;
}

describe('captions over HTTP', () => {
  it('are what the client gets, for its owner and for whoever has a view token', async () => {
    const { server, client, sessionId, say, share, watch, finish } = await openWatched();
    say('final', 'FIRST');
    await client.final();
    const guest = await watch(await share());
    const owner = await watch(server.key);
    expect([guest.status, guest.response.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
    expect(guest.response.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    for (const reader of [guest, owner]) await reader.event('final');
    expect(guest.events[0]?.data).toMatchObject({ session_id: sessionId, language: 'en', state: 'live' });
    say('partial', 'SECOND');
    for (const reader of [guest, owner]) await reader.event('partial');
    say('final', 'SECOND ONE');
    await client.final(1);
    await finish();
    for (const reader of [guest, owner]) {
      await reader.ended;
      const results = reader.events.filter(({ event }) => event === 'final').map(({ data }) => data);
      expect(results).toEqual(client.finals);
      expect(reader.events.at(-1)).toMatchObject({ event: 'stopped', data: { state: 'stopped' } });
    }
  });

  it('come to 200 viewers, each final to each of them', async () => {
    const { client, say, share, watch, finish } = await openWatched();
    say('final', 'BEFORE');
    const token = await share();
    const readers = await Promise.all(Array.from({ length: 200 }, () => watch(token)));
    await Promise.all(readers.map((reader) => reader.event('final')));
    for (let count = 0; count < 10; count += 1) {
      say('partial', `WORD ${count}`);
      say('final', `WORD ${count}`);
    }
    await client.final(10);
    await finish();
    await Promise.all(readers.map((reader) => reader.event('stopped')));
    const segments = Array.from({ length: 11 }, (_, segment) => segment);
    for (const reader of readers) expect(reader.finals).toEqual(segments);
  }, 30_000);

  it('go on where a viewer left off, during the session and after it', async () => {
    const { client, say, share, watch, finish } = await openWatched();
    const token = await share();
    const first = await watch(token);
    say('final', 'A');
    const { id = '' } = await first.event('final');
    first.leave();
    say('final', 'B');
    await client.final(1);
    const second = await watch(token, { 'last-event-id': id });
    await second.event('final');
    expect(second.finals).toEqual([1]);
    say('final', 'C');
    await second.event('final', (event) => event.id === '2');
    await finish();
    await second.ended;
    const third = await watch(token, { 'last-event-id': '1' });
    await third.ended;
    expect(third.finals).toEqual([2]);
    expect(third.events.at(-1)).toMatchObject({ event: 'stopped', data: { state: 'stopped' } });
  });

  it('go on while the client is away and comes back', async () => {
    const { client, server, sessionId, say, watch, finish } = await openWatched();
    const reader = await watch(server.key);
    say('final', 'A');
    await reader.event('final');
    const opening = client.messages[0];
    const token = opening?.type === 'state' ? (opening.resume_token ?? '') : '';
    client.destroy();
    await client.closed;
    say('final', 'B');
    await reader.event('final', ({ id }) => id === '1');
    const query = { session: sessionId, resume_token: token, last_seq: '1' };
    const resumed = await server.connect({ query });
    say('final', 'C');
    await reader.event('final', ({ id }) => id === '2');
    await finish(resumed);
    await reader.ended;
    expect(reader.finals).toEqual([0, 1, 2]);
    expect(reader.events.filter(({ event }) => event === 'session')).toHaveLength(1);
  });

  it('end within seconds of the key that shared them being revoked', async () => {
    const { server, share, watch } = await openWatched();
    const token = await share();
    const guest = await watch(token);
    await guest.event('session');
    await server.keys.revoke('test');
    await guest.event('error');
    await guest.ended;
    expect(guest.events.at(-1)?.data).toMatchObject({ code: 'unauthorized' });
    expect((await watch(token)).status).toBe(401);
  });

  it('are shared until the owner ends that; what is shared then is another link', async () => {
    const { server, sessionId, ask, share, watch } = await openWatched();
    const token = await share();
    const [guest, owner] = [await watch(token), await watch(server.key)];
    await guest.event('session');
    expect((await ask('DELETE', `/v2/sessions/${sessionId}/share`)).status).toBe(204);
    await guest.ended;
    expect(guest.events.at(-1)).toMatchObject({ event: 'error', data: { code: 'unauthorized' } });
    expect((await watch(token)).status).toBe(401);
    expect(owner.response.destroyed).toBe(false);
    const again = await watch(await share());
    await again.event('session');
  });

  it('end with `stopped` when the server does', async () => {
    const { server, say, watch } = await openWatched({ drainTimeoutMs: '100' });
    const reader = await watch(server.key);
    say('final', 'A');
    await reader.event('final');
    const closing = server.server.close();
    await until(() => (server.recognition.streams[0]?.ends ?? 0) > 0, 'the end of the audio');
    server.recognition.streams[0]?.tell({ type: 'ended' });
    await closing;
    await reader.ended;
    expect(reader.events.at(-1)?.event).toBe('stopped');
  });

  it('are counted in the metrics, and what is in them is not', async () => {
    const { server, say, watch } = await openWatched({ adminPort: '0' });
    const { key } = await server.keys.create({ name: 'admin', type: 'admin' });
    const reader = await watch(server.key);
    say('final', 'SECRET');
    await reader.event('final');
    const url = `${server.server.adminUrl ?? ''}/metrics`;
    const text = await (await fetch(url, { headers: { authorization: `Bearer ${key}` } })).text();
    expect(text).toContain('\nsteno_viewers_open 1\n');
    expect(text).not.toContain('ecret');
    expect(server.logLines.join('')).not.toMatch(/secret/i);
  });
});

describe('who may not watch', () => {
  it('is told so: nobody without a credential, no other owner, no token of another kind or session', async () => {
    const { server, sessionId, ask, share, watch } = await openWatched();
    const { key: foreign } = await server.keys.create({ name: 'eve' });
    const { body } = await ask('POST', '/v2/tokens');
    const other = await server.connect();
    const opening = other.messages[0];
    const otherId = opening?.type === 'state' ? (opening.session_id ?? '') : '';
    const shared = await share();
    expect(await (await watch('steno_wrong')).body()).toMatchObject({ error: { code: 'unauthorized' } });
    expect((await watch(foreign)).status).toBe(404);
    expect((await watch(String(body['token']))).status).toBe(403);
    expect((await watch(`${shared}x`)).status).toBe(401);
    const url = server.url.replace('ws:', 'http:');
    expect((await readEvents(`${url}/v2/sessions/${otherId}/captions`, shared)).status).toBe(401);
    const unknown = '11111111-2222-4333-8444-555555555555';
    expect((await readEvents(`${url}/v2/sessions/${unknown}/captions`, server.key)).status).toBe(404);
    expect((await watch(server.key, { 'last-event-id': 'x' })).status).toBe(400);
    expect((await ask('POST', `/v2/sessions/${sessionId}/captions`)).status).toBe(405);
    expect((await ask('POST', `/v2/sessions/${sessionId}/share`, { key: foreign })).status).toBe(404);
    expect((await ask('DELETE', `/v2/sessions/${sessionId}/share`, { key: foreign })).status).toBe(404);
    expect((await ask('POST', `/v2/sessions/${sessionId}/share`, { key: shared })).status).toBe(401);
  });

  it('has nothing else by a view token: no session, no record, no list, no usage, no other token', async () => {
    const { server, sessionId, ask, share } = await openWatched();
    const key = await share();
    expect(await server.tryToConnect({ key })).toMatchObject({ status: 401 });
    for (const [method, path] of [
      ['GET', '/v2/sessions'],
      ['GET', `/v2/sessions/${sessionId}`],
      ['DELETE', `/v2/sessions/${sessionId}`],
      ['DELETE', `/v2/sessions/${sessionId}/share`],
      ['GET', '/v2/usage'],
      ['GET', '/v2/capacity'],
      ['GET', '/v2/languages'],
      ['POST', '/v2/tokens'],
    ] as const) {
      expect([path, (await ask(method, path, { key })).status]).toEqual([path, 401]);
    }
    const lines = server.logLines.join('');
    expect(lines).not.toContain(key);
  });

  it.each([
    [{ ttl_seconds: 59 }, 'a whole number from 60 to 86400'],
    [{ ttl_seconds: 86_401 }, 'a whole number from 60 to 86400'],
    [{ ttl_seconds: '60' }, 'a whole number from 60 to 86400'],
    [{ ttl: 60 }, '"ttl" is no field'],
    [[], 'must be a JSON object'],
  ])('cannot be given a link with %j', async (body, words) => {
    const { sessionId, ask } = await openWatched();
    const answer = await ask('POST', `/v2/sessions/${sessionId}/share`, { body });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'bad_request' } } });
    expect((answer.body['error'] as { message: string }).message).toContain(words);
  });

  it('is one too many', async () => {
    const { server, watch } = await openWatched({ maxViewersPerSession: '1' });
    const reader = await watch(server.key);
    await reader.event('session');
    const refused = await watch(server.key);
    expect([refused.status, refused.response.headers['retry-after']]).toEqual([503, '5']);
    expect(server.server.limitCounts.get('viewers_per_session')).toBe(1);
    reader.leave();
    await until(() => reader.response.destroyed, 'the end');
  });
});

describe('a slow viewer over a socket', () => {
  it('is let go, and the session and the other viewers go on', async () => {
    const { client, server, say, watch } = await openWatched({ shedPartialsBytes: '1000000' });
    const [slow, quick] = [await watch(server.key), await watch(server.key)];
    await slow.event('session');
    slow.response.pause();
    const words = Array.from({ length: 400 }, (_, index) => `WORD${index}`).join(' ');
    // More than the buffers of the system between the two hold.
    const finals = 600;
    for (let count = 0; count < finals; count += 1) {
      say('final', words);
      await client.final(count);
    }
    await quick.event('final', ({ id }) => id === String(finals - 1));
    expect(quick.finals).toHaveLength(finals);
    slow.response.resume();
    await slow.ended;
    expect(slow.finals.length).toBeLessThan(finals);
  }, 60_000);
});
