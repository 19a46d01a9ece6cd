import { describe, expect, it } from 'vitest';
import type { ScriptedHost, TestServer } from '@steno/testkit';
import { useScriptedServers } from '../gateway/scripted-server.ts';
import { openRawSocket, upgradeHead } from '../gateway/raw-socket.ts';

const start = useScriptedServers();

interface Administration {
  readonly server: TestServer<ScriptedHost>;
  readonly adminKey: string;
  readonly url: string;
  readonly ask: (
    method: string,
    path: string,
    asking?: { readonly key?: string; readonly body?: unknown },
  ) => Promise<{ readonly status: number; readonly body: Record<string, unknown> }>;
}

async function administration(): Promise<Administration> {
  const server = await start({ settings: { adminPort: '0' } });
  const url = server.server.adminUrl ?? '';
  const { key: adminKey } = await server.keys.create({ name: 'admin', type: 'admin' });
  return {
    server,
    adminKey,
    url,
    ask: async (method, path, { key = adminKey, body } = {}) => {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: key === '' ? {} : { authorization: `Bearer ${key}` },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
  };
}

describe('the administration of keys', () => {
  it('is nowhere unless the operator names a port, and never on the port of sessions', async () => {
    const without = await start();
    expect(without.server.adminUrl).toBeUndefined();
    const { server, adminKey } = await administration();
    const answer = await fetch(`${server.url.replace('ws', 'http')}/v2/keys`, { headers: { authorization: adminKey } });
    expect(answer.status).toBe(404);
  });

  it('makes a key that is told once, lists it without, and revokes it', async () => {
    const { server, ask } = await administration();
    const wishes = { name: 'app', owner: 'ann', expires: '1y', languages: ['EN'], types: ['fast'], max_sessions: 3 };
    const made = await ask('POST', '/v2/keys', { body: wishes });
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'app', owner: 'ann', type: 'realtime', state: 'usable', languages: ['en'], max_sessions: 3 },
    });
    const key = String(made.body['key']);
    const client = await server.connect({ key });
    const listed = await ask('GET', '/v2/keys');
    expect(listed.status).toBe(200);
    expect(listed.body['keys']).toHaveLength(3);
    const text = JSON.stringify(listed.body);
    expect(text).not.toContain(key);
    for (const record of server.keys.list()) expect(text).not.toContain(record.hash);
    const revoked = await ask('DELETE', `/v2/keys/${String(made.body['id'])}`);
    expect(revoked).toMatchObject({ status: 200, body: { state: 'revoked' } });
    expect(await client.end()).toMatchObject({ code: 4401 });
    expect(await server.tryToConnect({ key })).toMatchObject({ status: 401 });
  });

  it('is for keys of type admin only', async () => {
    const { server, ask } = await administration();
    for (const [key, status] of [
      ['', 401],
      ['steno_wrong', 401],
      [server.key, 403],
    ] as const) {
      for (const [method, path] of [
        ['GET', '/v2/keys'],
        ['POST', '/v2/keys'],
        ['DELETE', '/v2/keys/000000000000'],
      ] as const) {
        expect((await ask(method, path, { key, ...(method === 'POST' ? { body: { name: 'x' } } : {}) })).status).toBe(
          status,
        );
      }
    }
    expect(server.keys.list()).toHaveLength(2);
  });

  it.each<readonly [unknown, string]>([
    ['', 'must be a JSON object'],
    ['[]', 'must be a JSON object'],
    [{}, 'needs a name'],
    [{ name: 7 }, 'name must be a text'],
    [{ name: 'x', languages: 'en' }, 'languages must be a list'],
    [{ name: 'x', expires: '3y' }, 'must be 1y'],
    [{ name: 'x', languages: [] }, 'cannot be restricted to 0 languages'],
    [{ name: 'x', max_sessions: 0.5 }, 'must be a whole number'],
    [{ name: 'x', lanuages: ['en'] }, '"lanuages" is no field'],
    [{ name: 'admin' }, 'exists'],
    [{ name: 'x'.repeat(20_000) }, 'longer than'],
  ])('refuses %j', async (body, words) => {
    const { server, ask } = await administration();
    const answer = await ask('POST', '/v2/keys', { body });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'bad_request' } } });
    expect((answer.body['error'] as { message: string }).message).toContain(words);
    expect(server.keys.list()).toHaveLength(2);
  });

  it('knows keys by their id only, so that a name that looks like one revokes nothing else', async () => {
    const { server, ask } = await administration();
    const [victim] = server.keys.list();
    const { record } = await server.keys.create({ name: victim?.id ?? '' });
    expect((await ask('DELETE', `/v2/keys/${victim?.id ?? ''}`)).body['name']).toBe('test');
    expect(server.keys.find(record.id)).toBeDefined();
    for (const id of ['test', '000000000000', '', '../keys', '%2e%2e']) {
      expect((await ask('DELETE', `/v2/keys/x${id}`)).status).toBe(404);
    }
    expect((await ask('PUT', '/v2/keys', { body: '{}' })).status).toBe(405);
  });

  it('takes no WebSocket', async () => {
    const { url, adminKey } = await administration();
    const raw = await openRawSocket(Number(new URL(url).port));
    raw.socket.write(upgradeHead(adminKey));
    expect((await raw.ended()).toString('latin1')).toMatch(/^HTTP\/1\.1 404 /);
  });

  it('is over with the server, whose port is free then', async () => {
    const { server, url } = await administration();
    await server.server.close();
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });
});

describe('the audit log', () => {
  it('has a line for each use of a credential, good or not, and no credential in it', async () => {
    const { server, ask, adminKey } = await administration();
    const client = await server.connect();
    client.close();
    await client.end();
    await server.tryToConnect({ key: 'steno_guess' });
    await server.tryToConnect({ key: '' });
    await ask('GET', '/v2/keys');
    const made = await ask('POST', '/v2/keys', { body: { name: 'app' } });
    const lines = server.logLines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((line) => line['audit'] === true);
    const [testKey, admin, app] = server.keys.list().map((record) => record.id);
    expect(lines).toMatchObject([
      { msg: 'credential used', purpose: 'realtime', isGood: true, keyId: testKey, owner: 'test', kind: 'api_key' },
      { msg: 'credential used', purpose: 'realtime', isGood: false, address: '127.0.0.1' },
      { purpose: 'administration', isGood: true, keyId: admin },
      { purpose: 'administration', isGood: true, keyId: admin },
      { msg: 'key created', keyId: app, by: admin },
    ]);
    const text = server.logLines.join('');
    for (const secret of [server.key, adminKey, 'steno_guess', String(made.body['key'])]) {
      expect(text).not.toContain(secret);
    }
  });
});
