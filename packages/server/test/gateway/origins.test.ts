import { describe, expect, it } from 'vitest';
import { useScriptedServers } from './scripted-server.ts';

const start = useScriptedServers();

describe('a page of a foreign origin', () => {
  const allowed = 'https://app.example';
  it.each([
    ['https://evil.example', false],
    ['https://app.example.evil.example', false],
    ['http://app.example', false],
    ['https://app.example:8443', false],
    ['null', false],
    ['', false],
    ['https://APP.example', true],
    [allowed, true],
  ])('%s gets in: %s', async (origin, isAllowed) => {
    const server = await start({ settings: { allowedOrigins: allowed } });
    const client = await server.tryToConnect({ origin, headers: { origin } });
    if (client.type === 'refused') throw new Error('refused over HTTP, which a page cannot read');
    if (isAllowed) client.say({ action: 'stop' });
    const { code } = await client.end();
    expect(code).toBe(isAllowed ? 1000 : 4403);
    expect(client.messages[0]).toMatchObject(isAllowed ? { type: 'state' } : { type: 'error', code: 'forbidden' });
    expect(server.recognition.streams).toHaveLength(isAllowed ? 1 : 0);
  });

  it('is refused before its credential is looked at, so that it learns nothing of that', async () => {
    const server = await start({ settings: { allowedOrigins: allowed } });
    const origin = 'https://evil.example';
    const outcomes = [server.key, 'wrong'].map(async (key) => {
      const client = await server.tryToConnect({ key, origin });
      return client.type === 'refused' ? client.error.code : (await client.end()).reason;
    });
    expect(await Promise.all(outcomes)).toEqual(['forbidden', 'forbidden']);
    expect(server.server.limitCounts.get('origin')).toBe(2);
  });

  it('does not concern clients that are no page', async () => {
    const server = await start({ settings: { allowedOrigins: allowed } });
    const client = await server.connect();
    client.close();
    expect(await client.end()).toMatchObject({ code: 1000 });
  });
});
