import { describe, expect, it } from 'vitest';
import { type ScriptedHost, type TestClient, type TestServer, tone } from '@steno/testkit';
import { tokenFor } from '../tokens/ask-token.ts';
import { frameHead, openRawSocket, upgradeHead } from './raw-socket.ts';
import { useScriptedServers } from './scripted-server.ts';

const start = useScriptedServers();

async function connectBare(
  server: TestServer,
  query: Record<string, string> = { language: 'en' },
): Promise<TestClient> {
  const client = await server.tryToConnect({ key: '', query });
  if (client.type === 'refused') throw new Error(`refused with ${client.error.code}`);
  return client;
}

function startBare(settings: Record<string, string> = {}): Promise<TestServer<ScriptedHost>> {
  return start({ settings: { allowKeyInStart: 'true', ...settings } });
}

describe('a client without a credential', () => {
  it('is refused unless the operator allows a key in start', async () => {
    const server = await start();
    expect(await server.tryToConnect({ key: '' })).toMatchObject({ status: 401, error: { code: 'unauthorized' } });
  });

  it('is served once its start message brings a key, with the options beside it; what it sent meanwhile is heard', async () => {
    const server = await startBare();
    const client = await connectBare(server);
    expect(server.recognition.streams).toHaveLength(0);
    client.say({ action: 'start', key: server.key, endpointing_ms: 300 });
    await client.send(tone(600));
    client.say({ action: 'stop' });
    expect(await client.end()).toMatchObject({ code: 1000 });
    expect(client.text).toBe('Word0.');
    expect(client.messages.slice(0, 2)).toMatchObject([
      { state: 'listening', seq: 0 },
      { state: 'listening', seq: 1, endpointing_ms: 300 },
    ]);
    expect(client.messages.map((message) => message.type)).not.toContain('warning');
    expect(server.logLines.join('')).not.toContain(server.key);
  });

  it('may bring a session token', async () => {
    const server = await startBare();
    const client = await connectBare(server);
    client.say({ action: 'start', key: await tokenFor(server) });
    await client.message(({ type }) => type === 'state');
    client.close();
    expect(await client.end()).toMatchObject({ code: 1000 });
  });

  it.each<readonly [string, (client: TestClient) => unknown]>([
    ['audio', (client) => client.send(tone(100))],
    ['another command', (client) => client.say({ action: 'stop' })],
    ['a start without a key', (client) => client.say({ action: 'start' })],
    ['a start with a key that is none', (client) => client.say({ action: 'start', key: 7 })],
    ['a wrong key', (client) => client.say({ action: 'start', key: 'steno_wrong' })],
    ['an empty key', (client) => client.say({ action: 'start', key: '' })],
    ['no JSON', (client) => client.say('hello')],
    ['a list nested deeply', (client) => client.say('['.repeat(5000))],
  ])('is told unauthorized and closed when it sends %s first', async (_what, send) => {
    const server = await startBare();
    const client = await connectBare(server);
    await send(client);
    expect(await client.end()).toEqual({ code: 4401, reason: 'unauthorized' });
    expect(client.messages).toMatchObject([{ type: 'error', code: 'unauthorized' }]);
    expect(server.recognition.streams).toHaveLength(0);
  });

  it('is told why when its key is good and its request is not', async () => {
    const server = await startBare();
    const client = await connectBare(server, { language: 'xx' });
    client.say({ action: 'start', key: server.key });
    expect(await client.end()).toEqual({ code: 4400, reason: 'unsupported_language' });
  });

  it('is closed when it sends no key in time', async () => {
    const server = await startBare({ authTimeoutMs: '200' });
    const client = await connectBare(server);
    expect(await client.end()).toEqual({ code: 4401, reason: 'unauthorized' });
    expect(server.server.limitCounts.get('unauthenticated_time')).toBe(1);
  });

  it('is ended at its budget of bytes, before its message is complete', async () => {
    const server = await startBare({ maxUnauthenticatedBytes: '2048' });
    const raw = await openRawSocket(server.server.port);
    raw.socket.write(upgradeHead('', '/v2/realtime?language=en').replace('Authorization: \r\n', ''));
    await raw.until('101 Switching Protocols');
    raw.socket.write(frameHead(1, 1_000_000));
    raw.socket.write(Buffer.alloc(3000, 'x'));
    await raw.ended();
    expect(server.server.limitCounts.get('unauthenticated_bytes')).toBe(1);
  });

  it('has room beside no more than so many others, who are refused over HTTP', async () => {
    const server = await startBare({ maxUnauthenticated: '2' });
    const waiting = [await connectBare(server), await connectBare(server)];
    expect(await server.tryToConnect({ key: '' })).toMatchObject({
      status: 429,
      error: { code: 'rate_limited', details: { scope: 'server', limit: 2 } },
    });
    expect(server.server.limitCounts.get('unauthenticated_connections')).toBe(1);
    const known = await server.connect();
    expect(known.messages[0]).toMatchObject({ state: 'listening' });
    waiting[0]?.destroy();
    await waiting[0]?.end();
    let outcome: string = 'refused';
    while (outcome === 'refused') outcome = (await server.tryToConnect({ key: '' })).type;
  });

  it('is ended with the server', async () => {
    const server = await startBare();
    const client = await connectBare(server);
    const ended = client.end();
    await server.server.close();
    expect(await ended).toMatchObject({ code: 1006 });
  });
});

it('a key in start has no effect beside a credential that came with the request', async () => {
  const server = await start();
  const client = await server.connect();
  client.say({ action: 'start', key: 'steno_other' });
  client.close();
  expect(await client.end()).toMatchObject({ code: 1000 });
  expect(client.messages.map((message) => message.type)).not.toContain('warning');
});
