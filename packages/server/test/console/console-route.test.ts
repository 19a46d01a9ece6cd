import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { get } from 'node:http';
import type { ScriptedHost, TestServer } from '@steno/testkit';
import { describe, expect, it, vi } from 'vitest';
import { startServer } from '../../src/server.ts';
import { openRawSocket } from '../gateway/raw-socket.ts';
import { useScriptedServers } from '../gateway/scripted-server.ts';
import { makeConsole, page, script } from './console-folder.ts';

const start = useScriptedServers();

interface Doors {
  readonly server: TestServer<ScriptedHost>;
  readonly clients: string;
  readonly admin: string;
}

async function openDoors(settings: Readonly<Record<string, string>> = {}, consoleDirectory?: string): Promise<Doors> {
  const server = await start({
    settings: { adminPort: '0', ...settings },
    start: (parts) => startServer({ ...parts, consoleDirectory }),
  });
  return { server, clients: server.url.replace('ws:', 'http:'), admin: server.server.adminUrl ?? '' };
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

/** As it comes over the wire; fetch would take the compression away. */
function ask(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    get(url, { headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('end', () => {
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) });
      });
    }).once('error', reject);
  });
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "media-src 'self' blob:",
  "connect-src 'self' ws://HOST wss://HOST",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

describe('the console', () => {
  it('is at both doors, without a credential, and told where it was loaded from', async () => {
    const { server, clients, admin } = await openDoors({}, await makeConsole());
    const adminPort = Number(new URL(admin).port);
    const ports = { version: '0.1.0', clients_port: server.server.port, admin_port: adminPort };
    for (const [url, door] of [
      [clients, 'clients'],
      [admin, 'admin'],
    ] as const) {
      const answer = await ask(`${url}/`);
      expect([answer.status, answer.body.toString()]).toEqual([200, page]);
      expect(answer.headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        'content-security-policy': policy.replaceAll('HOST', new URL(url).host),
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
      expect(JSON.parse((await ask(`${url}/console.json`)).body.toString())).toEqual({ ...ports, door });
    }
  });

  it('says that there is no admin port where there is none', async () => {
    const server = await start();
    const answer = await ask(`${server.url.replace('ws:', 'http:')}/console.json`);
    expect(JSON.parse(answer.body.toString())).toMatchObject({ admin_port: null, door: 'clients' });
  });

  it('has assets that never change, as small as the client takes them', async () => {
    const { clients } = await openDoors({}, await makeConsole());
    const url = `${clients}/assets/main-1a2b.js`;
    const plain = await ask(url);
    expect(plain.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
      'content-length': String(script.length),
      vary: 'accept-encoding',
    });
    expect(plain.body.toString()).toBe(script);
    const gzip = await ask(url, { 'accept-encoding': 'gzip, deflate' });
    expect([gzip.headers['content-encoding'], gunzipSync(gzip.body).toString()]).toEqual(['gzip', script]);
    const brotli = await ask(url, { 'accept-encoding': 'gzip, deflate, br, zstd' });
    expect([brotli.headers['content-encoding'], brotliDecompressSync(brotli.body).toString()]).toEqual(['br', script]);
    expect((await ask(url, { 'accept-encoding': 'br;q=0, gzip;q=0.5' })).headers['content-encoding']).toBe('gzip');
    expect((await ask(url, { 'accept-encoding': 'identity' })).headers['content-encoding']).toBeUndefined();
  });

  it('is not sent again to whoever has it, and not at all to HEAD', async () => {
    const { clients } = await openDoors({}, await makeConsole());
    for (const path of ['/', '/assets/main-1a2b.js']) {
      const first = await ask(`${clients}${path}`, { 'accept-encoding': 'br' });
      const etag = String(first.headers['etag']);
      const again = await ask(`${clients}${path}`, { 'accept-encoding': 'br', 'if-none-match': `"x", W/${etag}` });
      expect([again.status, again.body.length, again.headers['etag']]).toEqual([304, 0, etag]);
      expect((await ask(`${clients}${path}`, { 'if-none-match': '"other"' })).status).toBe(200);
      const head = await fetch(`${clients}${path}`, { method: 'HEAD', headers: { 'accept-encoding': 'br' } });
      expect([head.status, await head.text()]).toEqual([200, '']);
      expect(head.headers.get('content-length')).toBe(String(first.body.length));
    }
    // Another encoding is another answer.
    const brotli = await ask(`${clients}/assets/main-1a2b.js`, { 'accept-encoding': 'br' });
    const headers = { 'accept-encoding': 'gzip', 'if-none-match': String(brotli.headers['etag']) };
    expect((await ask(`${clients}/assets/main-1a2b.js`, headers)).status).toBe(200);
  });

  it.each([
    '/assets/',
    '/assets/main.js',
    '/assets/main-1a2b.js.br',
    '/assets/../index.html',
    '/assets/..%2findex.html',
    '/assets/%6dain-1a2b.js',
    '/assets/main-1a2b.js%00.css',
    '/assets//main-1a2b.js',
    '/assets/..\\..\\etc/passwd',
    '/../../etc/passwd',
    '//etc/passwd',
    '/INDEX.HTML',
    '/__proto__',
    '/constructor',
  ])('has nothing at %s', async (path) => {
    const { server } = await openDoors({}, await makeConsole());
    const raw = await openRawSocket(server.server.port);
    raw.socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    const answer = (await raw.ended()).toString();
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    expect(answer).toContain("content-security-policy: default-src 'none'; frame-ancestors 'none'");
  });

  it('names no host in its policy that is none', async () => {
    const { server } = await openDoors({}, await makeConsole());
    const raw = await openRawSocket(server.server.port);
    raw.socket.write("GET / HTTP/1.1\r\nHost: a; script-src 'unsafe-inline'\r\nConnection: close\r\n\r\n");
    const answer = (await raw.ended()).toString();
    expect(answer).not.toContain('unsafe-inline');
  });

  it('answers no other method', async () => {
    const { clients } = await openDoors({}, await makeConsole());
    const answer = await fetch(`${clients}/`, { method: 'POST', body: 'x' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('says how to build it where it is not built', async () => {
    const { server, clients } = await openDoors({}, '/nowhere/console');
    const answer = await ask(`${clients}/`);
    expect([answer.status, answer.headers['content-type']]).toEqual([503, 'text/plain; charset=utf-8']);
    expect(answer.body.toString()).toContain('npm run build');
    expect(server.logLines.join('')).toContain('console not served');
    expect((await ask(`${clients}/assets/main.js`)).status).toBe(404);
  });

  it('is nowhere when the operator does not want it', async () => {
    const { clients, admin } = await openDoors({ console: 'false' }, await makeConsole());
    for (const url of [clients, admin]) {
      for (const path of ['/', '/index.html', '/console.json', '/assets/main-1a2b.js']) {
        expect((await ask(`${url}${path}`)).status).toBe(404);
      }
    }
  });

  it('leaves the API where it is', async () => {
    const { server, clients, admin } = await openDoors({}, await makeConsole());
    expect((await ask(`${clients}/v2/sessions`)).status).toBe(401);
    expect((await ask(`${clients}/healthz`)).status).toBe(200);
    expect((await ask(`${admin}/v2/keys`)).status).toBe(401);
    expect((await ask(`${clients}/v2/sessions`, { authorization: server.key })).status).toBe(200);
  });

  it('lets connections that do not read what they asked for be ended for others', async () => {
    const big = Buffer.alloc(24 * 1024 * 1024, 'x');
    const { server, clients } = await openDoors({ maxHandshakes: '10' }, await makeConsole({ 'big.txt': big }));
    const first = await openRawSocket(server.server.port);
    first.socket.pause();
    first.socket.write('GET /big.txt HTTP/1.1\r\nHost: x\r\n\r\n');
    const others = await Promise.all(Array.from({ length: 10 }, () => openRawSocket(server.server.port)));
    await vi.waitFor(() => {
      expect(server.server.limitCounts.get('handshakes')).toBe(1);
    });
    first.socket.resume();
    await first.ended();
    expect(first.received().length).toBeLessThan(big.length);
    for (const other of others) other.socket.destroy();
    expect((await ask(`${clients}/healthz`)).status).toBe(200);
  });
});
