import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  frame,
  goodHandshake,
  makeTemporaryDirectory,
  type TemporaryDirectory,
  textFrame,
  tone,
  until,
  within,
} from '@steno/testkit';
import { frameHead, openRawSocket, upgradeHead } from './raw-socket.ts';
import { useScriptedServers } from './scripted-server.ts';

const start = useScriptedServers();
const megabyte = 1024 * 1024;

describe('a connection', () => {
  it('that announces a message of 100 MB gets 4413 before the message is read', async () => {
    const server = await start();
    const raw = await openRawSocket(server.server.port);
    raw.socket.write(upgradeHead(server.key));
    await raw.until('listening');
    raw.socket.write(frameHead(2, 100 * megabyte));
    await raw.until('message_too_large');
    await until(() => server.server.sessionCount === 0, 'no session');
    expect(closeCodeIn(raw.received())).toBe(4413);
    expect(server.server.limitCounts.get('message_size')).toBe(1);
    raw.socket.destroy();
  });

  it('that sends 100 MB in one message is cut off at its head, and costs no memory worth the name', async () => {
    const server = await start();
    const raw = await openRawSocket(server.server.port);
    raw.socket.write(upgradeHead(server.key));
    await raw.until('listening');
    raw.socket.write(frameHead(2, 100 * megabyte));
    // One piece of memory, sent again and again until the server has had enough: what grows is the server's.
    const piece = Buffer.alloc(64 * 1024);
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    let sentBytes = 0;
    const send = (): void => {
      most = Math.max(most, process.memoryUsage().arrayBuffers);
      if (sentBytes >= 100 * megabyte || raw.socket.destroyed) return;
      sentBytes += piece.length;
      raw.socket.write(piece, send);
    };
    send();
    await raw.until('message_too_large');
    await until(() => server.server.sessionCount === 0, 'no session');
    expect(closeCodeIn(raw.received())).toBe(4413);
    expect(most - before).toBeLessThan(20 * megabyte);
    raw.socket.destroy();
  });

  it('that ends abruptly leaves no session, no stream and no connection without a resume window', async () => {
    const server = await start({ settings: { resumeWindowMs: '0' } });
    const client = await server.connect();
    await client.send(tone(600));
    client.destroy();
    await until(() => server.server.sessionCount === 0, 'no session');
    expect(server.recognition.openStreams).toBe(0);
  });

  it('that ends its TCP side without a Close frame leaves no session without a resume window', async () => {
    const server = await start({ settings: { resumeWindowMs: '0' } });
    const raw = await openRawSocket(server.server.port, true);
    raw.socket.write(upgradeHead(server.key));
    await raw.until('listening');
    raw.socket.end();
    await until(() => server.server.sessionCount === 0, 'no session');
    raw.socket.destroy();
  });

  it('that answers no ping is taken for dead, but not one that the server does not read', async () => {
    const server = await start({
      settings: { pingIntervalMs: '1000', pongTimeoutMs: '1000', maxAudioAheadMs: '1000', resumeWindowMs: '0' },
    });
    const unread = await server.connect();
    server.recognition.stall();
    await unread.send(tone(1500));
    await until(() => (server.recognition.streams[0]?.writtenSamples ?? 0) > 16_000, 'the pause');
    const silent = await openRawSocket(server.server.port);
    silent.socket.write(upgradeHead(server.key));
    await silent.ended();
    server.recognition.goOn();
    await until(() => server.server.sessionCount === 1, 'one session');
    unread.close();
    expect(await unread.end()).toMatchObject({ code: 1000 });
    expect(unread.finals[0]?.words).toHaveLength(3);
  });

  it('that is refused and stays half open, sending on, is ended by the server', async () => {
    const server = await start();
    const raw = await openRawSocket(server.server.port, true);
    raw.socket.write(`${upgradeHead('wrong')}and more that nobody asked for`);
    expect((await raw.ended()).toString()).toContain('401 Unauthorized');
    // Our side stays open: the server must not wait for it.
    await within(server.server.close(), 'the end of the server', 4000);
    raw.socket.destroy();
  });

  it('that sends fragments without end is ended after 1,024 of them', async () => {
    const server = await start();
    const raw = await openRawSocket(server.server.port);
    raw.socket.write(upgradeHead(server.key));
    await raw.until('listening');
    const fragment = frame(Buffer.of(1), { first: 0x00 });
    const fragments = Array.from({ length: 1022 }, () => fragment);
    raw.socket.write(Buffer.concat([frame(Buffer.of(1), { first: 0x02 }), ...fragments]));
    raw.socket.write(Buffer.concat([frame(Buffer.of(1), { first: 0x80 }), textFrame('{"action":"flush","id":1}')]));
    await raw.until('flushed');
    raw.socket.write(Buffer.concat([frame(Buffer.of(1), { first: 0x02 }), ...fragments, ...fragments]));
    await raw.until('bad_request');
    expect(closeCodeIn(raw.received())).toBe(4400);
    raw.socket.destroy();
  });

  it('that goes on sending after a violation is ended before it has sent 64 MB more', async () => {
    const server = await start();
    // Our side stays open when the server has ended its own.
    const raw = await openRawSocket(server.server.port, true);
    const isGone = new Promise<void>((resolve) => {
      raw.socket.once('close', () => {
        resolve();
      });
    });
    raw.socket.write(upgradeHead(server.key));
    await raw.until('listening');
    raw.socket.write(frame(Buffer.alloc(0), { first: 0xc2 }));
    const piece = Buffer.alloc(64 * 1024);
    let takenBytes = 0;
    const send = (): void => {
      raw.socket.write(piece, (error) => {
        if (error instanceof Error) return;
        takenBytes += piece.length;
        if (takenBytes < 64 * megabyte) send();
        else raw.socket.destroy();
      });
    };
    send();
    await within(isGone, 'the end of the connection');
    expect(takenBytes).toBeLessThan(64 * megabyte);
    expect(raw.received().toString('latin1')).toContain('bad_request');
  });

  it('that pings and reads no answer is ended, and costs no memory', async () => {
    const server = await start({ settings: { resumeWindowMs: '0' } });
    const raw = await openRawSocket(server.server.port);
    raw.socket.write(upgradeHead(server.key));
    await raw.until('listening');
    raw.socket.pause();
    const pings = Buffer.concat(Array.from({ length: 500 }, () => frame(Buffer.alloc(125), { first: 0x89 })));
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const send = (): void => {
      most = Math.max(most, process.memoryUsage().arrayBuffers);
      raw.socket.write(pings, (error) => {
        if (!(error instanceof Error)) send();
      });
    };
    send();
    await until(() => server.server.sessionCount === 0, 'the end of the session');
    expect(most - before).toBeLessThan(20 * megabyte);
    raw.socket.destroy();
  });

  it('is not offered compression', async () => {
    const server = await start();
    const raw = await openRawSocket(server.server.port);
    raw.socket.write(goodHandshake(server.key));
    await raw.until('listening');
    expect(raw.received().toString('latin1')).not.toMatch(/sec-websocket-extensions/i);
    raw.socket.destroy();
  });

  it.each([
    ['a frame with a reserved bit', frame(Buffer.of(1), { first: 0xa2 })],
    ['a Ping in fragments', frame(Buffer.of(1), { first: 0x09 })],
    ['a Ping of 126 bytes', frame(Buffer.alloc(126), { first: 0x89 })],
    [
      'a message within the fragments of another',
      Buffer.concat([frame(Buffer.of(1), { first: 0x02 }), frame(Buffer.of(1))]),
    ],
    ['an unmasked frame', Buffer.of(0x82, 0x01, 0x00)],
    ['a frame of an unknown kind', Buffer.of(0x83, 0x80, 0, 0, 0, 0)],
    ['a compressed frame', Buffer.of(0xc2, 0x80, 0, 0, 0, 0)],
    ['text that is not UTF-8', Buffer.of(0x81, 0x82, 0, 0, 0, 0, 0xff, 0xff)],
    ['a Close frame of one byte', Buffer.of(0x88, 0x81, 0, 0, 0, 0, 1)],
    ['a Close frame with a code that is not allowed', Buffer.of(0x88, 0x82, 0, 0, 0, 0, 0x03, 0xed)],
    ['a continuation of nothing', Buffer.of(0x80, 0x80, 0, 0, 0, 0)],
  ])('that sends %s gets bad_request and 4400', async (_what, frame) => {
    const server = await start();
    const raw = await openRawSocket(server.server.port);
    raw.socket.write(upgradeHead(server.key));
    await raw.until('listening');
    raw.socket.write(frame);
    await raw.until('bad_request');
    await until(() => server.server.sessionCount === 0, 'no session');
    expect(closeCodeIn(raw.received())).toBe(4400);
    raw.socket.destroy();
  });

  it.each([
    ['never sends a byte', ''],
    ['stops in the middle of the head of its request', 'GET /v2/realtime HTTP/1.1\r\nHost: localhost\r\nX-Slow: '],
  ])('that %s is cut off', async (_what, head) => {
    const server = await start({ settings: { handshakeTimeoutMs: '200' } });
    const raw = await openRawSocket(server.server.port);
    if (head !== '') raw.socket.write(head);
    await raw.ended();
    expect(server.server.sessionCount).toBe(0);
  });

  it('with a head that is too long is refused', async () => {
    const server = await start();
    const raw = await openRawSocket(server.server.port);
    raw.socket.write(`GET /v2/realtime HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`);
    expect((await raw.ended()).toString()).toContain('431');
  });

  it('with a path of 16,000 slashes does not hold up the server', async () => {
    const server = await start();
    const startedAt = performance.now();
    for (let count = 0; count < 20; count += 1) {
      const raw = await openRawSocket(server.server.port);
      raw.socket.write(upgradeHead('wrong', `/${'/'.repeat(15_000)}x`));
      expect((await raw.ended()).toString()).toContain('404');
    }
    // A pattern of quadratic time takes 300 ms for each.
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});

describe('TLS', () => {
  let directory: TemporaryDirectory;
  const settings = (): { tlsCert: string; tlsKey: string; handshakeTimeoutMs: string } => ({
    tlsCert: join(directory.path, 'cert.pem'),
    tlsKey: join(directory.path, 'key.pem'),
    handshakeTimeoutMs: '300',
  });

  beforeAll(async () => {
    directory = await makeTemporaryDirectory();
    const { tlsCert, tlsKey } = settings();
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', tlsKey];
    execFileSync('openssl', ['req', '-x509', '-days', '2', ...key, '-out', tlsCert, ...subject], { stdio: 'ignore' });
  });

  afterAll(() => directory.remove());

  it('carries a conversation', async () => {
    const server = await start({ settings: settings() });
    const client = await server.connect({ ca: readFileSync(settings().tlsCert, 'utf8') });
    await client.send(tone(600));
    client.close();
    expect(await client.end()).toMatchObject({ code: 1000 });
    expect(client.text).toBe('Word0.');
  });

  it.each([
    ['begun and not gone on with', Buffer.of(0x16, 0x03, 0x01, 0x02, 0x00, 0x01)],
    ['never begun', undefined],
  ])('cuts off a handshake that is %s', async (_what, beginning) => {
    const server = await start({ settings: settings() });
    const raw = await openRawSocket(server.server.port);
    if (beginning !== undefined) raw.socket.write(beginning);
    await raw.ended();
    const client = await server.connect({ ca: readFileSync(settings().tlsCert, 'utf8') });
    client.close();
    await client.end();
  });
});

/** The code of the Close frame at the end of what a server sent. */
function closeCodeIn(received: Buffer): number | undefined {
  for (let at = received.lastIndexOf(0x88); at >= 0; at = received.lastIndexOf(0x88, at - 1)) {
    const length = received[at + 1] ?? 0;
    if (at + 2 + length === received.length) return received.readUInt16BE(at + 2);
    if (at === 0) return undefined;
  }
  return undefined;
}
