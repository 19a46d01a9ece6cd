import { describe, expect, it } from 'vitest';
import { tone, until } from '@steno/testkit';
import type { TestClientOptions, TestServer } from '@steno/testkit';
import { openKeyStore } from '../../src/auth/key-store.ts';
import { openRawSocket, upgradeHead } from './raw-socket.ts';
import { useScriptedServers } from './scripted-server.ts';

const start = useScriptedServers();

/** What is wrong with each, and what it gets: HTTP status, close code for a page of a browser, error code. */
const refusals: readonly (readonly [string, Partial<TestClientOptions>, number, number, string])[] = [
  ['no key', { key: '' }, 401, 4401, 'unauthorized'],
  ['an unknown key', { key: 'steno_unknown' }, 401, 4401, 'unauthorized'],
  ['an unknown key and no language', { key: 'steno_unknown', query: {} }, 401, 4401, 'unauthorized'],
  ['no language', { query: {} }, 400, 4400, 'language_required'],
  ['a language not served', { query: { language: 'de' } }, 400, 4400, 'unsupported_language'],
  ['a language that is none', { query: { language: '../etc' } }, 400, 4400, 'bad_request'],
  ['partial=perhaps', { query: { language: 'en', partial: 'perhaps' } }, 400, 4400, 'bad_request'],
  ['audio/mpeg', { headers: { 'content-type': 'audio/mpeg' } }, 415, 4415, 'unsupported_media_type'],
  ['audio/L16;rate=8000', { headers: { 'content-type': 'audio/L16;rate=8000' } }, 415, 4415, 'unsupported_media_type'],
  [
    'audio/L16;rate=16000;channels=2',
    { query: { language: 'en', 'Content-Type': 'audio/L16;rate=16000;channels=2' } },
    415,
    4415,
    'unsupported_media_type',
  ],
  ['type=best', { query: { language: 'en', type: 'best' } }, 400, 4400, 'bad_request'],
  ...['99', '10001', '-700', '700.5', '9'.repeat(400), 'soon'].map(
    (value) =>
      [
        `endpointing_ms=${value}`,
        { query: { language: 'en', endpointing_ms: value } },
        400,
        4400,
        'bad_request',
      ] as const,
  ),
  ['max_segment_ms=1999', { query: { language: 'en', max_segment_ms: '1999' } }, 400, 4400, 'bad_request'],
  ['101 key terms', { query: keyTerms(101) }, 400, 4400, 'bad_request'],
  ['a key term of 10 KB', { query: { language: 'en', key_terms: 'x'.repeat(10_240) } }, 400, 4400, 'bad_request'],
  ['a key term with a NUL', { query: { language: 'en', key_terms: 'Ada\0' } }, 400, 4400, 'bad_request'],
  ['a header of 101 key terms', { headers: { key_terms: 'x,'.repeat(101) } }, 400, 4400, 'bad_request'],
  [
    'a session nobody knows',
    { query: { language: 'en', session: 'x', resume_token: 'y', last_seq: '3' } },
    404,
    4404,
    'session_unknown',
  ],
  ['a session without its token', { query: { language: 'en', session: 'x' } }, 400, 4400, 'bad_request'],
  [
    'a number of a message that is none',
    { query: { language: 'en', session: 'x', resume_token: 'y', last_seq: '-7' } },
    400,
    4400,
    'bad_request',
  ],
];

function keyTerms(count: number): URLSearchParams {
  const query = new URLSearchParams({ language: 'en' });
  for (let index = 0; index < count; index += 1) query.append('key_terms', `t${index}`);
  return query;
}

async function expectUsable(server: TestServer): Promise<void> {
  const client = await server.connect();
  await client.send(tone(600));
  client.close();
  expect(await client.end()).toMatchObject({ code: 1000 });
  expect(client.text).toBe('Word0.');
  await until(() => server.server.sessionCount === 0, 'no session');
}

describe('an upgrade request', () => {
  it.each(refusals)('with %s is refused with its HTTP status', async (_what, options, status, _close, code) => {
    const server = await start();
    const refused = await server.tryToConnect(options);
    expect(refused).toMatchObject({ type: 'refused', status, error: { code } });
    expect(server.recognition.streams).toHaveLength(0);
    await expectUsable(server);
  });

  it.each(refusals)(
    "with %s from a browser's page gets the upgrade, one error and a close code",
    async (_what, options, _status, closeCode, code) => {
      const server = await start();
      const client = await server.tryToConnect({ ...options, origin: 'https://example.org' });
      if (client.type === 'refused') throw new Error(`refused with ${client.status}`);
      expect(await client.end()).toEqual({ code: closeCode, reason: code });
      expect(client.messages).toMatchObject([{ type: 'error', code }]);
      expect(server.recognition.streams).toHaveLength(0);
      await expectUsable(server);
    },
  );

  it('gets the same answer for a missing, unknown, expired and revoked key', async () => {
    const server = await start();
    const revoked = await server.keys.create({ name: 'revoked' });
    await server.keys.revoke('revoked');
    const threeDaysAgo = Date.now() - 3 * 86_400_000;
    const expired = await openKeyStore(server.dataDir, { now: () => threeDaysAgo }).create({
      name: 'expired',
      expiresInDays: 1,
    });
    const answers = await Promise.all(
      ['', 'steno_unknown', expired.key, revoked.key].map(async (key) => {
        const { type, ...rest } = await server.tryToConnect({ key });
        return [type, 'error' in rest ? rest.error : undefined];
      }),
    );
    expect(answers[0]).toMatchObject(['refused', { code: 'unauthorized' }]);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect(answers[3]).toEqual(answers[0]);
  });

  it('with a key that was revoked while the server runs is refused from then on', async () => {
    const server = await start();
    const { key } = await server.keys.create({ name: 'second' });
    const client = await server.connect({ key });
    client.close();
    await server.keys.revoke('second');
    expect(await server.tryToConnect({ key })).toMatchObject({ type: 'refused', status: 401 });
  });

  it('without a language is told those that are served', async () => {
    const server = await start();
    for (const query of [{}, { language: 'de' }]) {
      expect(await server.tryToConnect({ query })).toMatchObject({ error: { details: { languages: ['en'] } } });
    }
  });

  it("without a language is served in the operator's default", async () => {
    const server = await start({ settings: { defaultLanguage: 'en-GB' } });
    const client = await server.connect({ query: {} });
    expect(client.messages[0]).toMatchObject({ language: 'en-GB' });
  });

  it('with a wrong media type is told what was sent and what is accepted', async () => {
    const server = await start();
    const refused = await server.tryToConnect({ headers: { 'content-type': 'audio/mpeg' } });
    expect(refused).toMatchObject({ error: { details: { sent: 'audio/mpeg', accepted: ['audio/L16;rate=16000'] } } });
  });

  it('with 10,000 key terms is longer than the head of a request may be', async () => {
    const server = await start();
    const raw = await openRawSocket(server.server.port);
    raw.socket.write(upgradeHead(server.key, `/v2/realtime?${keyTerms(10_000).toString()}`));
    // What is not read resets the connection, and the answer may get lost over that.
    expect((await raw.ended()).toString('latin1')).toMatch(/^(?:HTTP\/1\.1 431 |$)/);
    expect(server.recognition.streams).toHaveLength(0);
    await expectUsable(server);
  });

  it.each([
    [undefined, { status: 400 }],
    ['https://example.org', { type: 'open' }],
  ])('for quality is refused where the operator wants that (Origin: %s)', async (origin, answer) => {
    const server = await start({ settings: { qualityFallback: 'refuse' } });
    const query = { language: 'en-us', type: 'quality' };
    const client = await server.tryToConnect({ query, ...(origin === undefined ? {} : { origin }) });
    expect(client).toMatchObject(answer);
    const refusal = { code: 'unsupported_type', details: { type: 'quality', language: 'en-US' } };
    if (client.type === 'refused') {
      expect(client.error).toMatchObject(refusal);
    } else {
      expect(await client.end()).toEqual({ code: 4400, reason: 'unsupported_type' });
      expect(client.messages).toMatchObject([{ type: 'error', ...refusal }]);
    }
    expect(server.recognition.streams).toHaveLength(0);
    await expectUsable(server);
  });

  it('for no type is served as fast where quality is the default and nobody has it', async () => {
    const server = await start({ settings: { defaultType: 'quality', qualityFallback: 'refuse' } });
    const client = await server.connect();
    client.close();
    await client.end();
    expect(client.messages).toMatchObject([{ state: 'listening', served_type: 'fast' }, { state: 'stopped' }]);
    await expectUsable(server);
  });

  it.each([undefined, 'https://example.org'])('to an unknown path gets 404 (Origin: %s)', async (origin) => {
    const server = await start();
    const refused = await server.tryToConnect({ path: '/v3/other', ...(origin === undefined ? {} : { origin }) });
    expect(refused).toMatchObject({ type: 'refused', status: 404, error: { code: 'not_found' } });
    await expectUsable(server);
  });

  it('gets at_capacity, with Retry-After, while no recognizer is free', async () => {
    const server = await start();
    server.recognition.isReady = false;
    const refused = await server.tryToConnect();
    expect(refused).toMatchObject({ status: 503, error: { code: 'at_capacity' }, headers: { 'retry-after': '5' } });
    server.recognition.isReady = true;
    await expectUsable(server);
  });
});

describe('plain HTTP', () => {
  it.each([
    ['GET', '/v2/realtime', 426, 'upgrade_required'],
    ['GET', '/realtime', 426, 'upgrade_required'],
    ['GET', '/nothing', 404, 'not_found'],
    ['GET', '/etc/passwd', 404, 'not_found'],
    ['POST', '/v2/realtime', 405, 'method_not_allowed'],
    ['DELETE', '/healthz', 405, 'method_not_allowed'],
  ])('%s %s gets %i %s', async (method, path, status, code) => {
    const server = await start();
    const body = method === 'POST' ? { body: 'x'.repeat(100_000) } : {};
    const response = await fetch(`${server.url.replace('ws:', 'http:')}${path}`, { method, ...body });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code } });
    await expectUsable(server);
  });

  it('says that it lives and whether it is ready', async () => {
    const server = await start();
    const http = server.url.replace('ws:', 'http:');
    expect((await fetch(`${http}/healthz`)).status).toBe(200);
    expect((await fetch(`${http}/readyz`)).status).toBe(200);
    server.recognition.isReady = false;
    expect((await fetch(`${http}/readyz`)).status).toBe(503);
    expect((await fetch(`${http}/healthz`)).status).toBe(200);
  });
});
