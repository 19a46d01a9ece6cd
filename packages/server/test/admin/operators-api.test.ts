import { ScriptedHost, tone, until } from '@steno/testkit';
import { describe, expect, it } from 'vitest';
import { poolFigures } from '../capacity/pool-figures.ts';
import { useScriptedServers } from '../gateway/scripted-server.ts';

const start = useScriptedServers();

async function openDoor(recognition = new ScriptedHost()) {
  const server = await start({ recognition, settings: { adminPort: '0' } });
  const { key } = await server.keys.create({ name: 'admin', type: 'admin' });
  const ask = (path: string, credential = key, method = 'GET'): Promise<Response> =>
    fetch(`${server.server.adminUrl ?? ''}${path}`, {
      method,
      headers: credential === '' ? {} : { authorization: `Bearer ${credential}` },
    });
  return { server, ask };
}

describe('the port of operators', () => {
  it('has the metrics for keys of administration', async () => {
    const { server, ask } = await openDoor();
    await server.connect();
    const answer = await ask('/metrics');
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(await answer.text()).toContain('steno_sessions_open{language="en",model="scripted",pace="live"} 1');
  });

  it('lists live sessions of all owners without anything that was said', async () => {
    const { server, ask } = await openDoor();
    const { key: other } = await server.keys.create({ name: 'phone', owner: 'eve' });
    const first = await server.connect({ query: { language: 'en-US' } });
    const second = await server.connect({ key: other });
    await first.send(tone(2000));
    await first.final();
    const { total, sessions } = (await (await ask('/v2/sessions/live')).json()) as {
      total: number;
      sessions: readonly Record<string, unknown>[];
    };
    expect(total).toBe(2);
    expect(sessions).toMatchObject([
      { owner: 'eve', key_name: 'phone', language: 'en', model: 'scripted', duration: 0, lag_ms: 0, pace: 'live' },
      { owner: 'test', key_name: 'test', language: 'en-US', duration: 2 },
    ]);
    for (const session of sessions) {
      expect(Object.keys(session).sort()).toEqual(
        ['duration', 'key_name', 'lag_ms', 'language', 'model', 'owner', 'pace', 'session_id', 'started_at'].sort(),
      );
    }
    second.close();
    await second.end();
    await until(() => server.server.sessionCount === 1, 'the end of one');
    expect(await (await ask('/v2/sessions/live')).json()).toMatchObject({ total: 1 });
  });

  it('lists the models, also those that nobody has needed yet', async () => {
    const recognition = Object.assign(new ScriptedHost({ languages: ['en', 'fr'], secondModelId: 'second' }), {
      pools: [poolFigures({ modelId: 'scripted', state: 'loaded', workers: 2, places: 2, rssBytes: 7 })],
    });
    const { ask } = await openDoor(recognition);
    expect(await (await ask('/v2/models')).json()).toMatchObject({
      models: [
        { model: 'scripted', use: 'streams', state: 'loaded', workers: 2, memory_bytes: 7, languages: ['en', 'fr'] },
        { model: 'second', use: null, state: 'unloaded', workers: 0, languages: ['en', 'fr'] },
      ],
    });
  });

  it('tells what the keys of all owners have used, which is not told where clients connect', async () => {
    const { server, ask } = await openDoor();
    const { key: other } = await server.keys.create({ name: 'phone', owner: 'eve' });
    for (const client of [await server.connect(), await server.connect({ key: other })]) {
      await client.send(tone(500));
      client.close();
      await client.end();
    }
    expect(await (await ask('/v2/usage')).json()).toMatchObject({
      total: { sessions: 2, audio_seconds: 1 },
      usage: expect.arrayContaining([expect.objectContaining({ owner: 'eve', audio_seconds: 0.5 })]) as unknown,
    });
    const { key: admin } = await server.keys.create({ name: 'other admin', type: 'admin' });
    const headers = { authorization: admin };
    expect((await fetch(`${server.url.replace('ws', 'http')}/v2/usage`, { headers })).status).toBe(403);
  });

  it.each(['/metrics', '/v2/models', '/v2/sessions/live'])('tells %s to nobody else', async (path) => {
    const { server, ask } = await openDoor();
    expect((await ask(path, '')).status).toBe(401);
    expect((await ask(path, server.key)).status).toBe(403);
    expect((await ask(path, undefined, 'POST')).status).toBe(405);
    const answer = await ask(path, '');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const clients = await fetch(`${server.url.replace('ws:', 'http:')}${path}`, {
      headers: { authorization: `Bearer ${server.key}` },
    });
    expect(clients.status).toBe(404);
  });
});
