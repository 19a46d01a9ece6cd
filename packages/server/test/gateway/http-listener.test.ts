import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeClock } from '@steno/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { identifierFor } from '../../src/gateway/identify.ts';
import { createHttpListener } from '../../src/gateway/http-listener.ts';
import { type HttpRoutes } from '../../src/gateway/http-answer.ts';
import { LimitCounters } from '../../src/limits/limit-counters.ts';
import { createLog } from '../../src/log.ts';
import { RecordsApi } from '../../src/records/records-api.ts';
import { filledRecords, sessionIds } from '../records/fake-records.ts';
import { Transport } from '../../src/transport/transport.ts';
import { openRawSocket } from './raw-socket.ts';

const open: Server[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** Listens with the records of `ann`, whose key is `key`; tells its port. */
async function listen(records: HttpRoutes = recordsOfAnn()): Promise<number> {
  const server = createHttpListener({
    tls: undefined,
    transport: new Transport({ trustedProxies: [], hstsSeconds: 0 }),
    handshakeTimeoutMs: 5000,
    maxHandshakes: 100,
    counters: new LimitCounters(),
    isReady: () => true,
    takesConnection: () => true,
    onAbuse: () => undefined,
    checkAddress: () => undefined,
    onUpgrade: (_request, socket) => {
      socket.destroy();
    },
    routes: [records],
  });
  open.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function recordsOfAnn(): RecordsApi {
  const ann = { keyId: 'k1', name: 'ann', owner: 'ann', type: 'realtime', kind: 'api_key', grant: {} } as const;
  const authenticate = async (key: string | undefined) => (key === 'key' ? ann : undefined);
  const log = createLog('error', { write: () => undefined });
  const identify = identifierFor('records', {
    credentials: { authenticate },
    access: { checkPrincipal: () => undefined },
  });
  return new RecordsApi({
    store: filledRecords(),
    authenticate: identify,
    onDeleted: () => undefined,
    clock: new FakeClock(),
    log,
  });
}

const authorization = 'Bearer key';

describe('the HTTP listener', () => {
  it('answers a few requests that are sent at once, in their order', async () => {
    const raw = await openRawSocket(await listen());
    raw.socket.write('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /readyz HTTP/1.1\r\nHost: a\r\n\r\n');
    await raw.until('"ready"');
    expect(raw.received().indexOf('"ok"')).toBeLessThan(raw.received().indexOf('"ready"'));
    raw.socket.destroy();
  });

  it('ends a connection with more unanswered requests than any client has, and asks nobody for their answers', async () => {
    let asked = 0;
    const records: HttpRoutes = {
      serves: () => true,
      maxBodyBytes: 0,
      answer: () => {
        asked += 1;
        return new Promise(() => undefined);
      },
    };
    const raw = await openRawSocket(await listen(records));
    raw.socket.write('GET /v2/usage HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(20));
    await raw.ended();
    expect(asked).toBe(8);
  });

  it('takes a body for no requests, whatever it names', async () => {
    let heard = '';
    const records: HttpRoutes = {
      serves: () => true,
      maxBodyBytes: 4000,
      answer: async (_request, body) => {
        heard = body;
        return { status: 200, headers: {}, body: 'done' };
      },
    };
    const body = JSON.stringify({ name: 'HTTP/1.1 '.repeat(100) });
    const raw = await openRawSocket(await listen(records));
    raw.socket.write(`POST /v2/tokens HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    await raw.until('done');
    expect(heard).toBe(body);
    raw.socket.destroy();
  });

  it('answers none of very many requests that come at once', async () => {
    let asked = 0;
    const records: HttpRoutes = {
      serves: () => true,
      maxBodyBytes: 0,
      answer: async () => {
        asked += 1;
        return { status: 200, headers: {}, body: '' };
      },
    };
    const raw = await openRawSocket(await listen(records));
    raw.socket.write('GET /v2/usage HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(1500));
    expect((await raw.ended()).toString()).toContain('400 Bad Request');
    expect(asked).toBe(0);
  });

  it('serves records over a socket', async () => {
    const url = `http://127.0.0.1:${await listen()}/v2/sessions`;
    const list = await fetch(`${url}/?limit=1`, { headers: { authorization } });
    expect([list.status, await list.json()]).toMatchObject([200, { sessions: [{ session_id: sessionIds.stopped }] }]);
    const subtitles = await fetch(`${url}/${sessionIds.stopped}?as=vtt`, { headers: { authorization } });
    expect(subtitles.headers.get('content-type')).toBe('text/vtt; charset=utf-8');
    expect(await subtitles.text()).toMatch(/^WEBVTT\n/);
    const deleted = await fetch(`${url}/${sessionIds.stopped}`, { method: 'DELETE', headers: { authorization } });
    expect([deleted.status, await deleted.text()]).toEqual([204, '']);
    expect((await fetch(`${url}/${sessionIds.stopped}`, { headers: { authorization } })).status).toBe(404);
  });

  it('takes a key in the query, and refuses a request without one', async () => {
    const url = `http://127.0.0.1:${await listen()}/v2/sessions`;
    expect((await fetch(`${url}?token=key`)).status).toBe(200);
    const refused = await fetch(url);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  it('answers HEAD with the headers of GET and no body', async () => {
    const url = `http://127.0.0.1:${await listen()}/v2/sessions/${sessionIds.stopped}`;
    const get = await fetch(url, { headers: { authorization } });
    const head = await fetch(url, { method: 'HEAD', headers: { authorization } });
    expect(head.status).toBe(200);
    expect(head.headers.get('content-length')).toBe(String((await get.arrayBuffer()).byteLength));
    expect(await head.text()).toBe('');
  });

  it.each(['/v2/sessions/../../etc/passwd', '/v2/sessions/%2e%2e%2f', '/v2/sessions/%00', '/v2/sessions/%'])(
    'gives 404 to the path %s as it stands',
    async (path) => {
      const raw = await openRawSocket(await listen());
      raw.socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: key\r\nConnection: close\r\n\r\n`);
      const answer = (await raw.ended()).toString();
      expect(answer).toMatch(/^HTTP\/1\.1 404 /);
      expect(answer).toContain('session_unknown');
    },
  );

  it('says which methods a path serves', async () => {
    const port = await listen();
    const health = await fetch(`http://127.0.0.1:${port}/healthz`, { method: 'DELETE' });
    expect([health.status, health.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const session = await fetch(`http://127.0.0.1:${port}/v2/sessions/${sessionIds.live}`, {
      method: 'PUT',
      headers: { authorization },
      body: 'x'.repeat(100_000),
    });
    expect([session.status, session.headers.get('allow')]).toEqual([405, 'GET, HEAD, DELETE']);
  });

  it('ends the connection of a request that gets no answer, and serves the next', async () => {
    const port = await listen({
      maxBodyBytes: 0,
      serves: (path) => path === '/broken',
      answer: () => Promise.reject(new Error('no answer')),
    });
    const raw = await openRawSocket(port);
    raw.socket.write('GET /broken HTTP/1.1\r\nHost: x\r\n\r\n');
    expect((await raw.ended()).toString()).toBe('');
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  });
});
