import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { makeTemporaryDirectory, until } from '@steno/testkit';
import { tokenFor } from '../tokens/ask-token.ts';
import { openRawSocket, type RawSocket, upgradeHead } from './raw-socket.ts';
import { useScriptedServers } from './scripted-server.ts';

const start = useScriptedServers();
const few = { maxHandshakes: '10', handshakeTimeoutMs: '60000', maxConnectionsPerSecond: '0' };
const open: RawSocket[] = [];
afterEach(() => {
  for (const { socket } of open.splice(0)) socket.destroy();
});

async function openWith(port: number, bytes: string): Promise<RawSocket> {
  const raw = await openRawSocket(port);
  open.push(raw);
  if (bytes !== '') raw.socket.write(bytes);
  return raw;
}

describe('connections that do not say what they want', () => {
  it.each([
    ['send nothing', ''],
    ['stop in their head', 'GET /v2/realtime HTTP/1.1\r\nHost: a\r\nX-Slow: '],
    ['stop in their body', 'POST /v2/tokens HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{'],
    ['stop in a body that nobody reads', 'POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{'],
  ])('and %s are ended, the oldest first, once there are more than maxHandshakes', async (_what, bytes) => {
    const server = await start({ settings: few });
    const client = await server.connect();
    for (let count = 0; count < 30; count += 1) await openWith(server.server.port, bytes);
    await Promise.all(open.slice(0, 20).map((raw) => raw.ended()));
    expect(open.slice(20).every(({ socket }) => socket.readable)).toBe(true);
    expect(server.server.limitCounts.get('handshakes')).toBe(20);
    // Sessions are not among them, and whoever comes now is served.
    const late = await server.connect();
    for (const served of [client, late]) {
      served.close();
      expect(await served.end()).toMatchObject({ code: 1000 });
    }
  });

  it('are those too that wait after an answer', async () => {
    const server = await start({ settings: few });
    for (let count = 0; count < 12; count += 1) {
      const raw = await openWith(server.server.port, 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n');
      await raw.until('"ok"');
    }
    await Promise.all(open.slice(0, 2).map((raw) => raw.ended()));
    expect(server.server.limitCounts.get('handshakes')).toBe(2);
  });

  it('are counted over TLS, too, and a session is none of them', async () => {
    const directory = await makeTemporaryDirectory();
    try {
      const [tlsCert, tlsKey] = ['cert.pem', 'key.pem'].map((name) => join(directory.path, name)) as [string, string];
      const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
      const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', tlsKey];
      execFileSync('openssl', ['req', '-x509', '-days', '2', ...key, '-out', tlsCert, ...subject], { stdio: 'ignore' });
      const server = await start({ settings: { ...few, tlsCert, tlsKey } });
      const ca = readFileSync(tlsCert, 'utf8');
      const client = await server.connect({ ca });
      const secured = connectTls({ port: server.server.port, host: '127.0.0.1', ca });
      secured.on('error', () => undefined);
      const isEnded = new Promise<void>((resolve) => {
        secured.once('close', resolve);
      });
      await new Promise<void>((resolve) => {
        secured.once('secureConnect', resolve);
      });
      for (let count = 0; count < 20; count += 1) await openWith(server.server.port, '\x16\x03\x01\x02\x00\x01');
      await isEnded;
      expect(server.server.limitCounts.get('handshakes')).toBe(11);
      client.close();
      expect(await client.end()).toMatchObject({ code: 1000 });
    } finally {
      await directory.remove();
    }
  });
});

describe('a handshake that is none', () => {
  const changed: readonly (readonly [string, string, string, string])[] = [
    ['another method', 'GET /', 'POST /', '405'],
    ['no key', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==', 'X-A: b', '400'],
    ['a short key', 'AAAAAAAAAAAAAAAAAAAAAA==', 'AAAA', '400'],
    ['an old version', 'Version: 13', 'Version: 7', '400'],
    ['another protocol', 'Upgrade: websocket', 'Upgrade: h2c', '400'],
    ['subprotocols that are no list', 'X-End: 1', 'Sec-WebSocket-Protocol: a,,b', '400'],
    ['a subprotocol twice', 'X-End: 1', 'Sec-WebSocket-Protocol: a, a', '400'],
  ];
  const headOf = (key: string): string => upgradeHead(key).replace(/\r\n$/, 'X-End: 1\r\n\r\n');

  it.each(changed)('with %s gets a documented answer, and opens nothing', async (_what, from, to, status) => {
    const server = await start();
    const raw = await openWith(server.server.port, headOf(server.key).replace(from, to));
    const answer = (await raw.ended()).toString();
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({
      error: { code: status === '405' ? 'method_not_allowed' : 'bad_request' },
    });
    expect(server.recognition.streams).toHaveLength(0);
  });

  it.each(changed)('with %s does not use up a token', async (_what, from, to) => {
    const server = await start();
    const token = await tokenFor(server, {});
    const raw = await openWith(server.server.port, headOf(token).replace(from, to));
    await raw.ended();
    const client = await server.connect({ key: token });
    client.close();
    expect(await client.end()).toMatchObject({ code: 1000 });
  });

  it.each([
    ['/healthz', '200 OK'],
    ['/v2/usage', '401 Unauthorized'],
    ['/nowhere', '404 Not Found'],
    ['/v2/realtime', '401 Unauthorized'],
  ])('but offers h2c at %s gets the answer in HTTP/1.1', async (path, status) => {
    const server = await start();
    const offer = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__';
    const raw = await openWith(server.server.port, `GET ${path} HTTP/1.1\r\nHost: a\r\n${offer}\r\n\r\n`);
    const answer = (await raw.ended()).toString();
    expect(answer).toContain(`HTTP/1.1 ${status}`);
    expect(answer.toLowerCase()).toContain('connection: close');
    expect(answer.toLowerCase()).not.toContain('\r\nupgrade:');
  });

  it('of a page is answered over HTTP, as no browser has made it', async () => {
    const server = await start();
    const head = headOf('wrong').replace('X-End: 1', 'Origin: https://a.example').replace('Version: 13', 'Version: 7');
    const raw = await openWith(server.server.port, head);
    expect((await raw.ended()).toString()).toContain('HTTP/1.1 401');
    await until(() => server.server.sessionCount === 0, 'no session');
  });
});

describe('the admin port', () => {
  it('ends an upgrade although the client keeps its side open', async () => {
    const server = await start({ settings: { adminPort: '0' } });
    const port = Number(new URL(server.server.adminUrl ?? '').port);
    const raw = await openRawSocket(port, true);
    open.push(raw);
    const closed = new Promise<void>((resolve) => {
      raw.socket.once('error', () => {
        resolve();
      });
      raw.socket.once('close', () => {
        resolve();
      });
    });
    raw.socket.write(upgradeHead('wrong'));
    await raw.ended();
    // A server that has let go answers with a reset.
    const push = setInterval(() => raw.socket.write('more'), 5);
    await closed;
    clearInterval(push);
    expect(raw.received().toString()).toContain('404 Not Found');
  });
});
