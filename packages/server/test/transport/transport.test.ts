import { makeTemporaryDirectory } from '@steno/testkit';
import { request } from 'node:https';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openRawSocket, upgradeHead } from '../gateway/raw-socket.ts';
import { useScriptedServers } from '../gateway/scripted-server.ts';
import { makeCertificate } from './make-certificate.ts';

const start = useScriptedServers();

const protective = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

function httpOf(url: string): string {
  return url.replace(/^ws/, 'http');
}

describe('an answer over HTTP', () => {
  it.each(['/healthz', '/readyz', '/v2/realtime', '/v2/sessions', '/v2/tokens', '/v2/capacity', '/nothing'])(
    'at %s has the headers that protect a browser, and does not say what serves it',
    async (path) => {
      const { url } = await start();
      const { headers } = await fetch(`${httpOf(url)}${path}`);
      expect(Object.fromEntries(headers)).toMatchObject(protective);
      expect([headers.get('server'), headers.get('x-powered-by')]).toEqual([null, null]);
      expect(headers.get('strict-transport-security')).toBeNull();
    },
  );

  it('on the port of administration has them, too', async () => {
    const { server } = await start({ settings: { adminPort: '0' } });
    for (const path of ['/v2/keys', '/healthz']) {
      const { headers } = await fetch(`${server.adminUrl ?? ''}${path}`);
      expect(Object.fromEntries(headers)).toMatchObject(protective);
    }
  });

  it('to an upgrade that is refused has them, too', async () => {
    const { server } = await start();
    const raw = await openRawSocket(server.port);
    raw.socket.write(upgradeHead('wrong'));
    const answer = (await raw.ended()).toString();
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    for (const [name, value] of Object.entries(protective)) expect(answer).toContain(`\r\n${name}: ${value}\r\n`);
  });

  it('asks browsers to keep to TLS over TLS, as long as the setting says', async () => {
    const directory = await makeTemporaryDirectory();
    onTestFinished(() => directory.remove());
    const { cert, key, pem } = await makeCertificate(directory.path, 'server');
    const told = async (settings: Readonly<Record<string, string>>): Promise<unknown> => {
      const { server } = await start({ settings: { tlsCert: cert, tlsKey: key, ...settings } });
      return new Promise((resolve, reject) => {
        request({ host: '127.0.0.1', port: server.port, path: '/healthz', ca: pem, agent: false }, (response) => {
          response.resume();
          resolve(response.headers['strict-transport-security']);
        })
          .on('error', reject)
          .end();
      });
    };
    expect(await told({})).toBe('max-age=31536000');
    expect(await told({ hstsSeconds: '60' })).toBe('max-age=60');
    expect(await told({ hstsSeconds: '0' })).toBeUndefined();
  });
});

describe('a proxy', () => {
  const forwarded = { 'x-forwarded-for': '198.51.100.1, 203.0.113.9', 'x-forwarded-proto': 'https' };

  it('that is trusted tells the address for the audit log, and that the client speaks TLS', async () => {
    const { url, key, logLines, connect } = await start({ settings: { trustedProxies: '127.0.0.0/8,::1' } });
    const { headers } = await fetch(`${httpOf(url)}/v2/sessions`, { headers: { ...forwarded, authorization: key } });
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    (await connect({ headers: forwarded })).destroy();
    const uses = logLines.filter((line) => line.includes('"audit":true')).map((line): unknown => JSON.parse(line));
    expect(uses).toMatchObject([{ address: '203.0.113.9' }, { address: '203.0.113.9' }]);
  });

  it('that is trusted and speaks TLS has its clients told to come by wss://, another one has not', async () => {
    const endpointBehind = async (trustedProxies: string): Promise<unknown> => {
      const { url, key } = await start({ settings: { trustedProxies } });
      const headers = { ...forwarded, authorization: key };
      return (await fetch(`${httpOf(url)}/api/v4/realtime/status`, { headers })).json();
    };
    const endpoint = (scheme: string): unknown => expect.stringMatching(`^${scheme}://127.0.0.1:\\d+/v2/realtime$`);
    expect(await endpointBehind('127.0.0.1')).toMatchObject({ endpoint: endpoint('wss') });
    expect(await endpointBehind('10.0.0.0/8')).toMatchObject({ endpoint: endpoint('ws') });
  });

  it('that is not trusted is the client itself', async () => {
    const { url, key, logLines } = await start({ settings: { trustedProxies: '10.0.0.0/8' } });
    const { headers } = await fetch(`${httpOf(url)}/v2/sessions`, { headers: { ...forwarded, authorization: key } });
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(logLines.join('\n')).toContain('"address":"127.0.0.1"');
    expect(logLines.join('\n')).not.toContain('203.0.113.9');
  });

  it('that is trusted does not make its clients share one rate', async () => {
    const settings = { trustedProxies: '127.0.0.1', maxConnectionsPerSecond: '1' };
    const { tryToConnect } = await start({ settings });
    const codeOf = async (address: string): Promise<string> => {
      const client = await tryToConnect({ headers: { 'x-forwarded-for': address } });
      if (client.type === 'refused') return client.error.code;
      client.destroy();
      return 'served';
    };
    for (let calls = 0; calls < 10; calls += 1) expect(await codeOf('203.0.113.1')).toBe('served');
    expect(await codeOf('203.0.113.1')).toBe('rate_limited');
    expect(await codeOf('203.0.113.2')).toBe('served');
    // What the client wrote itself stands on the left and gives it no rate of its own.
    expect(await codeOf('192.0.2.77, 203.0.113.1')).toBe('rate_limited');
  });
});
