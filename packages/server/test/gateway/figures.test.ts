import { freePort, ScriptedHost, type TestServer } from '@steno/testkit';
import { describe, expect, it, vi } from 'vitest';
import { poolFigures } from '../capacity/pool-figures.ts';
import { useScriptedServers } from './scripted-server.ts';

const startServer = useScriptedServers();

interface Metered {
  readonly server: TestServer<ScriptedHost>;
  /** The value of a series now; undefined while there is none. */
  readonly metric: (series: string) => Promise<number | undefined>;
  /** The answer to a GET with the key. */
  readonly get: (path: string) => Promise<Record<string, unknown>>;
}

async function start(
  settings: Readonly<Record<string, string>> = {},
  recognition = new ScriptedHost(),
): Promise<Metered> {
  const port = await freePort();
  const server = await startServer({ recognition, settings: { ...settings, metricsPort: String(port) } });
  return {
    server,
    metric: async (series) => {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      const line = text.split('\n').find((each) => each.startsWith(`${series} `));
      return line === undefined ? undefined : Number(line.slice(series.length));
    },
    get: async (path) => {
      const url = server.url.replace('ws', 'http') + path;
      const answer = await fetch(url, { headers: { authorization: `Bearer ${server.key}` } });
      return (await answer.json()) as Record<string, unknown>;
    },
  };
}

/** Figures are told to the millisecond. */
function toMs(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

const ofModel = '{language="en",model="scripted"}';

describe('the figures of a server', () => {
  it('are the same in metrics, usage, records and what clients sent', async () => {
    const { server, metric, get } = await start();
    let sentBytes = 0;
    for (const bytes of [64_000, 32_001, 33, 99_968]) {
      const client = await server.connect();
      await client.send(new Uint8Array(bytes).fill(7));
      client.say({ action: 'stop' });
      await client.end();
      sentBytes += bytes;
    }
    // Half a sample at the end of a session is none.
    const sentSeconds = (sentBytes - 2) / 32_000;
    const { sessions } = (await get('/v2/sessions')) as { sessions: { duration: number }[] };
    const recorded = sessions.reduce((sum, { duration }) => sum + duration, 0);
    expect(await get('/v2/usage')).toMatchObject({ total: { sessions: 4, audio_seconds: toMs(sentSeconds) } });
    expect(toMs(recorded)).toBe(toMs(sentSeconds));
    expect(await metric(`steno_audio_received_seconds_total${ofModel}`)).toBe(toMs(sentSeconds));
    expect(await metric(`steno_audio_decoded_seconds_total${ofModel}`)).toBe(toMs(sentSeconds));
    expect(await metric(`steno_sessions_opened_total${ofModel}`)).toBe(4);
    expect(await metric('steno_sessions_closed_total{reason="stopped"}')).toBe(4);
  });

  it('count the audio of a session that is resumed once', async () => {
    const { server, metric, get } = await start();
    const first = await server.connect();
    const [state] = first.messages;
    if (state?.type !== 'state') throw new Error('no state');
    await first.send(new Uint8Array(32_000).fill(7));
    await first.message(({ type }) => type === 'transcript');
    first.destroy();
    const query = { session: state.session_id ?? '', resume_token: state.resume_token ?? '', last_seq: '0' };
    const second = await server.connect({ query });
    second.say({ action: 'audio_from', byte: 16_000 });
    await second.send(new Uint8Array(32_000).fill(7));
    second.say({ action: 'stop' });
    await second.end();
    expect(await metric(`steno_audio_received_seconds_total${ofModel}`)).toBe(1.5);
    expect(await get('/v2/usage')).toMatchObject({ total: { sessions: 1, audio_seconds: 1.5 } });
    expect(await metric('steno_sessions_resumed_total')).toBe(1);
  });

  it('count refusals by their code, and failures by theirs', async () => {
    const { server, metric } = await start();
    await server.tryToConnect({ key: 'steno_nobody' });
    await server.tryToConnect({ query: { language: 'xx' } });
    const client = await server.connect();
    client.say('no command');
    await client.end();
    expect(await metric('steno_sessions_refused_total{code="unauthorized"}')).toBe(1);
    expect(await metric('steno_sessions_refused_total{code="unsupported_language"}')).toBe(1);
    expect(await metric('steno_sessions_closed_total{reason="bad_request"}')).toBe(1);
  });

  it('count who is refused over plain HTTP, where keys can be guessed as well', async () => {
    const { server, metric } = await start();
    const http = server.url.replace('ws', 'http');
    for (const path of ['/v2/sessions', '/v2/usage', '/v2/capacity', '/v2/languages']) {
      await fetch(http + path, { headers: { authorization: 'steno_nobody' } });
    }
    await fetch(`${http}/v2/tokens`, { method: 'POST', headers: { authorization: server.key }, body: 'no JSON' });
    expect(await metric('steno_requests_refused_total{code="unauthorized"}')).toBe(4);
    expect(await metric('steno_requests_refused_total{code="bad_request"}')).toBe(1);
    expect(await metric('steno_sessions_refused_total{code="unauthorized"}')).toBe(0);
  });

  it('show sessions and connections while they are open', async () => {
    const { server, metric } = await start();
    const client = await server.connect();
    expect(await metric('steno_sessions_open{language="en",model="scripted",pace="live"}')).toBe(1);
    expect(await metric('steno_connections_open')).toBe(1);
    client.close();
    await client.end();
    await vi.waitFor(async () => expect(await metric('steno_connections_open')).toBe(0));
    expect(await metric('steno_sessions_open{language="en",model="scripted",pace="live"}')).toBe(0);
  });

  it('have no series that a client can name', async () => {
    const { server, metric } = await start();
    for (const language of ['en-US', 'en-GB', 'en-x-abcdefg']) {
      const client = await server.connect({ query: { language } });
      client.say({ action: 'stop' });
      await client.end();
    }
    expect(await metric(`steno_sessions_opened_total${ofModel}`)).toBe(3);
  });

  it('are not served where clients connect', async () => {
    const { server } = await start();
    expect((await fetch(`${server.url.replace('ws', 'http')}/metrics`)).status).toBe(404);
  });
});

/** A host with two workers, which have room for three sessions by what is assumed at the start. */
class SmallHost extends ScriptedHost {
  get pools() {
    return [poolFigures({ modelId: 'scripted', engine: 'pocketsphinx' })];
  }
}

describe('a server at capacity', () => {
  it('refuses with 503, Retry-After and the load, and takes sessions again when one is over', async () => {
    // 2 workers x 0.5 / 0.3 sessions
    const { server, get } = await start({}, new SmallHost());
    const first = await server.connect();
    const second = await server.connect();
    await server.connect();
    expect(await server.tryToConnect()).toMatchObject({
      type: 'refused',
      status: 503,
      headers: { 'retry-after': '5' },
      error: { code: 'at_capacity', details: { reason: 'load', limit_ratio: 0.5, sessions: 3 } },
    });
    expect(await get('/v2/capacity')).toMatchObject({ ready: false, sessions: 3, models: [{ free_sessions: 0 }] });
    expect(await get('/api/v4/realtime/status')).toMatchObject({ ready: false });
    first.say({ action: 'stop' });
    await first.end();
    const third = await server.connect();
    expect(third.messages[0]).toMatchObject({ state: 'listening' });
    second.destroy();
  });

  it('lets a session that has begun come back', async () => {
    const { server } = await start({}, new SmallHost());
    const [first] = [await server.connect(), await server.connect(), await server.connect()];
    const [state] = first.messages;
    if (state?.type !== 'state') throw new Error('no state');
    first.destroy();
    const query = { session: state.session_id ?? '', resume_token: state.resume_token ?? '', last_seq: '0' };
    expect((await server.connect({ query })).messages[0]).toMatchObject({ state: 'resumed' });
  });

  it('tells a browser by a message and a close code', async () => {
    const { server } = await start({ admissionLoadRatio: '0.1' }, new SmallHost());
    await server.connect();
    const refused = await server.tryToConnect({ origin: 'https://example.org' });
    if (refused.type !== 'open') throw new Error('the upgrade was refused');
    expect(await refused.end()).toEqual({ code: 4503, reason: 'at_capacity' });
    expect(refused.messages[0]).toMatchObject({ type: 'error', code: 'at_capacity' });
  });
});
