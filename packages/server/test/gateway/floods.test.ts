import { afterEach, describe, expect, it } from 'vitest';
import { frame, goodHandshake, textFrame, tone, until } from '@steno/testkit';
import { openRawSocket, type RawSocket, upgradeHead } from './raw-socket.ts';
import { useScriptedServers } from './scripted-server.ts';

const start = useScriptedServers();
const open: RawSocket[] = [];
afterEach(() => {
  for (const { socket } of open.splice(0)) socket.destroy();
});

async function openWith(port: number, bytes: Buffer | string): Promise<RawSocket> {
  const raw = await openRawSocket(port);
  open.push(raw);
  if (bytes.length > 0) raw.socket.write(bytes);
  return raw;
}

const times = (count: number, message: Buffer): Buffer => Buffer.concat(Array.from({ length: count }, () => message));

describe('a session that behaves has all it said heard, and somebody new is served', () => {
  const settings = { maxHandshakes: '50', resumeWindowMs: '0', maxConnectionsPerSecond: '20' } as const;

  it.each([
    ['connections that say nothing', ''],
    ['heads that are not gone on with', 'GET / HTTP/1.1\r\nX: '],
    ['bodies that are not gone on with', 'POST /v2/tokens HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{'],
  ])('beside 300 %s', async (_what, bytes) => {
    const server = await start({ settings: { ...settings, maxConnectionsPerSecond: '0' } });
    const client = await server.connect();
    await Promise.all(Array.from({ length: 300 }, () => openWith(server.server.port, bytes)));
    await until(() => (server.server.limitCounts.get('handshakes') ?? 0) >= 250, 'the end of the oldest');
    const late = await server.connect();
    for (const served of [client, late]) {
      await served.send(tone(600));
      served.close();
      expect(await served.end()).toMatchObject({ code: 1000 });
      expect(served.text).toBe('Word0.');
    }
  });

  it.each([
    ['keepalives', times(2000, textFrame('{"action":"keepalive"}')), 'open'],
    ['pings', times(2000, frame(Buffer.alloc(20), { first: 0x89 })), 'open'],
    ['messages of one byte', times(2000, frame(Buffer.alloc(1))), 'open'],
    ['messages of no byte', times(2000, frame(Buffer.alloc(0))), 'open'],
    ['flushes', times(2000, textFrame('{"action":"flush","id":"x"}')), 'open'],
    ['starts', times(2000, textFrame('{"action":"start"}')), 'bad_request'],
    [
      'fragments',
      Buffer.concat([frame(Buffer.of(1), { first: 2 }), times(2000, frame(Buffer.of(1), { first: 0 }))]),
      'bad_request',
    ],
  ])('beside sessions that send 2,000 %s at once', async (_what, flood, outcome) => {
    // One bound less, so that all of it is taken.
    const server = await start({ settings: { ...settings, maxSmallMessagesPerSecond: '0' } });
    const client = await server.connect();
    const attackers = await Promise.all(
      Array.from({ length: 5 }, () => openWith(server.server.port, goodHandshake(server.key))),
    );
    await Promise.all(attackers.map((raw) => raw.until('listening')));
    for (const { socket } of attackers) socket.write(flood);
    await client.send(tone(600));
    const late = await server.connect();
    late.close();
    client.close();
    expect(await client.end()).toMatchObject({ code: 1000 });
    expect(client.text).toBe('Word0.');
    expect(await late.end()).toMatchObject({ code: 1000 });
    if (outcome === 'bad_request') {
      await Promise.all(attackers.map((raw) => raw.until('bad_request')));
      await until(() => server.server.sessionCount === 0, 'no session');
      return;
    }
    // What was sent is taken, one message in a turn, and the end of it is an end in order.
    for (const { socket } of attackers) socket.write(frame(Buffer.of(3, 0xe8), { first: 0x88 }));
    await Promise.all(attackers.map((raw) => raw.until('"stopped"')));
  });

  it('beside 200 upgrades with wrong keys, of which those beyond the rate are not looked at', async () => {
    const server = await start({ settings });
    const client = await server.connect();
    const answers = await Promise.all(
      Array.from({ length: 250 }, async () => (await openWith(server.server.port, upgradeHead('wrong'))).ended()),
    );
    const statuses = answers.map((answer) => answer.toString('latin1', 9, 12));
    expect(new Set(statuses)).toEqual(new Set(['401', '429']));
    expect(server.recognition.streams).toHaveLength(1);
    await client.send(tone(600));
    client.close();
    expect(await client.end()).toMatchObject({ code: 1000 });
  });
});

describe('a path', () => {
  it.each([
    '/v2%2frealtime',
    '/v2/../v2/realtime',
    '/v2/./realtime',
    '/v2//realtime',
    '//v2/realtime',
    '/%76%32/realtime',
    '/v2/realtime%00',
    '/v2/realtime;a=b',
    '/v2/realtime%20',
    '/V2/REALTIME',
    'http://other.example/v2/realtime',
  ])('that only looks like that of the API is not found: %s', async (path) => {
    const server = await start();
    const raw = await openWith(server.server.port, upgradeHead(server.key, path));
    expect((await raw.ended()).toString('latin1', 9, 12)).toBe('404');
    expect(server.recognition.streams).toHaveLength(0);
  });

  it.each(['/v2/sessions/..%2f..%2fkeys.json', '/v2/sessions/../../keys.json', '/keys.json', '/v2/sessions/%00'])(
    'to what is none of a client gives nothing away: %s',
    async (path) => {
      const server = await start();
      const request = `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: ${server.key}\r\n\r\n`;
      const answer = (await (await openWith(server.server.port, request)).ended()).toString();
      expect(answer.slice(9, 12)).toBe('404');
      expect(answer).not.toContain('hash');
    },
  );

  it('of 14,000 letters is not found', async () => {
    const server = await start();
    const raw = await openWith(server.server.port, upgradeHead(server.key, `/v2/realtime/${'a/'.repeat(7000)}`));
    expect((await raw.ended()).toString('latin1', 9, 12)).toBe('404');
  });

  it.each(['/v2/realtime\0', '\\v2\\realtime'])('that no request may have is none: %j', async (path) => {
    const server = await start();
    const raw = await openWith(server.server.port, upgradeHead(server.key, path));
    expect((await raw.ended()).toString('latin1', 9, 12)).toBe('400');
  });
});
