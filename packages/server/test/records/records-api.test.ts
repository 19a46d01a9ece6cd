import { FakeClock, until } from '@steno/testkit';
import { describe, expect, it } from 'vitest';
import { identifierFor } from '../../src/gateway/identify.ts';
import type { TextAnswer } from '../../src/gateway/http-answer.ts';
import { RecordsApi } from '../../src/records/records-api.ts';
import { recordStates, RecordStoreError } from '../../src/store/record-store.ts';
import { filledRecords, sessionIds } from './fake-records.ts';

const owners: Readonly<Record<string, string>> = { 'key-of-ann': 'ann', 'key-of-bob': 'bob' };

interface Asking {
  readonly method?: string;
  readonly key?: string;
}

/** The API over a filled store, asked as a client would. */
function recordsApi() {
  const store = filledRecords();
  const clock = new FakeClock();
  const lines: (readonly [string, object])[] = [];
  const deleted: string[] = [];
  const note = (facts: object, text: string): void => {
    lines.push([text, facts]);
  };
  const api = new RecordsApi({
    store,
    clock,
    onDeleted: (sessionId) => void deleted.push(sessionId),
    log: { info: note, error: note } as ConstructorParameters<typeof RecordsApi>[0]['log'],
    authenticate: identifierFor('records', {
      access: { checkPrincipal: () => undefined },
      credentials: {
        authenticate: async (credential) => {
          if (credential === 'key-that-breaks') throw new Error('the key file is gone');
          const owner = owners[credential ?? ''];
          if (owner === undefined) return undefined;
          return { keyId: `id-${owner}`, name: owner, owner, type: 'realtime', kind: 'api_key', grant: {} };
        },
      },
    }),
  });
  const ask = (target: string, { method = 'GET', key = 'key-of-ann' }: Asking = {}): Promise<TextAnswer> => {
    const [path = '', query = ''] = target.split('?');
    return api.answer({
      method,
      path,
      query: new URLSearchParams(query),
      header: (name) => (name === 'authorization' ? key : undefined),
      isFromBrowser: false,
      isSecure: false,
      origin: undefined,
      address: undefined,
    });
  };
  return { api, store, clock, lines, deleted, ask };
}

const json = ({ body }: TextAnswer): unknown => JSON.parse(body);
const errorOf = (answer: TextAnswer): object => ({ status: answer.status, ...(json(answer) as object) });
const path = (id: string): string => `/v2/sessions/${id}`;

describe('a list of sessions', () => {
  it("holds the owner's records and nobody else's", async () => {
    const answer = await recordsApi().ask('/v2/sessions');
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    });
    const times = { started_at: '2030-01-02T03:04:05.678Z', ended_at: '2030-01-02T03:04:12.678Z' };
    const facts = { language: 'en', model: 'm1', duration: 6.5, complete: true, ...times };
    expect(json(answer)).toEqual({
      sessions: [
        { ...facts, session_id: sessionIds.stopped, state: 'stopped', segments: 2 },
        { ...facts, session_id: sessionIds.live, state: 'live', segments: 1, ended_at: null },
        { ...facts, session_id: sessionIds.failed, state: 'failed', segments: 0, error: 'idle_timeout' },
      ],
      next: null,
    });
  });

  it('comes in pages', async () => {
    const { ask } = recordsApi();
    const first = json(await ask('/v2/sessions?limit=2')) as { sessions: unknown[]; next: string };
    expect(first.sessions).toHaveLength(2);
    expect(json(await ask(`/v2/sessions?LIMIT=2&after=${first.next}`))).toMatchObject({
      sessions: [{ session_id: sessionIds.failed }],
      next: null,
    });
  });

  it('holds 50 records and all states unless the request says otherwise', async () => {
    const { ask, store } = recordsApi();
    await ask('/v2/sessions?limit=&unheard=of');
    await ask('/v2/sessions?limit=1000&state=Live&after=0');
    expect(store.queries).toEqual([
      { owner: 'ann', limit: 50 },
      { owner: 'ann', limit: 1000, state: 'live', after: '0' },
    ]);
  });

  it.each(['0', '1001', '-1', '1.5', 'ten', '1e2', '%20', '9999999999'])('cannot have limit=%s', async (limit) => {
    const { ask, store } = recordsApi();
    expect(errorOf(await ask(`/v2/sessions?limit=${limit}`))).toMatchObject({
      status: 400,
      error: { code: 'bad_request', details: { parameter: 'limit', minimum: 1, maximum: 1000 } },
    });
    expect(store.asked).toEqual([]);
  });

  it('tells which states there are when asked for another', async () => {
    expect(errorOf(await recordsApi().ask('/v2/sessions?state=gone'))).toMatchObject({
      status: 400,
      error: { code: 'bad_request', details: { parameter: 'state', allowed: recordStates } },
    });
  });

  it('cannot go on from a position that was never told', async () => {
    const answer = await recordsApi().ask('/v2/sessions?after=nowhere');
    expect(errorOf(answer)).toMatchObject({ status: 400, error: { details: { parameter: 'after' } } });
    expect(answer.body).not.toContain('/var');
  });
});

describe('a session', () => {
  it('is told with its finals in the words of the real-time API', async () => {
    const answer = await recordsApi().ask(path(sessionIds.stopped));
    expect(json(answer)).toMatchObject({
      session_id: sessionIds.stopped,
      segments: 2,
      text: 'Fish & chips Good bye',
      results: [
        {
          text: 'Fish & chips',
          is_final: true,
          segment: 0,
          start: 1,
          timestamp: 2,
          language: 'en',
          confidence: 0.75,
          words: [{ word: 'Fish', start: 1, end: 1.25, confidence: 0.5 }, { word: '&' }, { word: 'chips' }],
        },
        { text: 'Good bye', segment: 1, start: 5, timestamp: 6 },
      ],
    });
    expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(answer.body)));
  });

  it.each([
    ['txt', 'text/plain; charset=utf-8', 'Fish & chips\nGood bye\n'],
    [
      'srt',
      'application/x-subrip; charset=utf-8',
      '1\n00:00:01,000 --> 00:00:02,000\nFish & chips\n\n2\n00:00:05,000 --> 00:00:06,000\nGood bye\n',
    ],
    [
      'vtt',
      'text/vtt; charset=utf-8',
      'WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nFish &amp; chips\n\n00:00:05.000 --> 00:00:06.000\nGood bye\n',
    ],
  ])('can be had as %s', async (form, contentType, body) => {
    const answer = await recordsApi().ask(`${path(sessionIds.stopped)}?as=${form}`);
    expect(answer).toMatchObject({
      status: 200,
      body,
      headers: {
        'content-type': contentType,
        'content-disposition': `attachment; filename="steno-${sessionIds.stopped}.${form}"`,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      },
    });
  });

  it.each([
    ['txt', ''],
    ['srt', ''],
    ['vtt', 'WEBVTT\n'],
  ])('without finals is a valid .%s', async (form, body) => {
    expect(await recordsApi().ask(`${path(sessionIds.failed)}?as=${form}`)).toMatchObject({ status: 200, body });
  });

  it('that is live is told with its finals so far', async () => {
    expect(json(await recordsApi().ask(path(sessionIds.live)))).toMatchObject({
      state: 'live',
      ended_at: null,
      text: 'Fish & chips',
      results: [{ segment: 0 }],
    });
  });

  it('is found whatever the case of its identifier', async () => {
    expect(await recordsApi().ask(path(sessionIds.live.toUpperCase()))).toMatchObject({ status: 200 });
  });

  it('cannot be had in another form', async () => {
    expect(errorOf(await recordsApi().ask(`${path(sessionIds.live)}?as=doc`))).toMatchObject({
      status: 400,
      error: { code: 'bad_request', details: { parameter: 'as', allowed: ['json', 'txt', 'srt', 'vtt'] } },
    });
  });

  it('of another owner is answered like one that never was, whatever is asked of it', async () => {
    const { ask } = recordsApi();
    const unknown = await ask(path('99999999-2222-4333-8444-555555555555'));
    expect(errorOf(unknown)).toMatchObject({ status: 404, error: { code: 'session_unknown' } });
    for (const method of ['GET', 'HEAD', 'DELETE']) {
      expect(await ask(path(sessionIds.foreign), { method })).toEqual(unknown);
    }
    expect(await ask(path(sessionIds.foreign), { key: 'key-of-bob' })).toMatchObject({ status: 200 });
  });

  it('that is deleted while it is read is unknown', async () => {
    const { ask, store } = recordsApi();
    const { finals } = store;
    store.finals = async (id, owner) => {
      await store.delete(id, owner);
      return finals.call(store, id, owner);
    };
    expect(await ask(path(sessionIds.stopped))).toMatchObject({ status: 404 });
  });

  it.each([
    '..',
    '../../etc/passwd',
    '%2e%2e%2fetc',
    '%00',
    '%',
    '%zz',
    'a'.repeat(10_000),
    `${sessionIds.stopped}/`.concat('x'),
    `${sessionIds.stopped}%00`,
    ` ${sessionIds.stopped}`,
    `%31${sessionIds.stopped.slice(1)}`,
    `${sessionIds.stopped}\n`,
    sessionIds.stopped.replaceAll('-', ''),
  ])('is not looked up when its name is no UUID: %j', async (id) => {
    const { ask, store } = recordsApi();
    for (const method of ['GET', 'DELETE', 'POST']) {
      expect(errorOf(await ask(path(id), { method }))).toMatchObject({
        status: 404,
        error: { code: 'session_unknown' },
      });
    }
    expect(store.asked).toEqual([]);
  });
});

describe('deleting a session', () => {
  it('leaves nothing of it, and a line in the log', async () => {
    const { ask, lines } = recordsApi();
    expect(await ask(path(sessionIds.stopped), { method: 'DELETE' })).toMatchObject({ status: 204, body: '' });
    expect(await ask(path(sessionIds.stopped))).toMatchObject({ status: 404 });
    expect(await ask(path(sessionIds.stopped), { method: 'DELETE' })).toMatchObject({ status: 404 });
    expect(lines).toEqual([['record deleted', { sessionId: sessionIds.stopped, keyId: 'id-ann' }]]);
  });

  it('is refused while the session is live', async () => {
    const { ask } = recordsApi();
    expect(errorOf(await ask(path(sessionIds.live), { method: 'DELETE' }))).toMatchObject({
      status: 409,
      error: { code: 'session_live' },
    });
    expect(await ask(path(sessionIds.live))).toMatchObject({ status: 200 });
  });
});

describe('a request for records', () => {
  it.each(['GET', 'DELETE', 'POST'])('without a valid key gets one answer, whatever it asks (%s)', async (method) => {
    const { ask, store } = recordsApi();
    const expected = await ask('/v2/sessions', { key: '' });
    expect(expected.headers).toMatchObject({ 'www-authenticate': 'Bearer' });
    expect(errorOf(expected)).toMatchObject({ status: 401, error: { code: 'unauthorized' } });
    for (const target of ['/v2/sessions?limit=0', path(sessionIds.stopped), path('..'), path('%00')]) {
      expect(await ask(target, { method, key: 'key-of-nobody' })).toEqual(expected);
    }
    expect(store.asked).toEqual([]);
  });

  it.each([
    ['POST', '/v2/sessions', 'GET, HEAD'],
    ['DELETE', '/v2/sessions', 'GET, HEAD'],
    ['PUT', path(sessionIds.stopped), 'GET, HEAD, DELETE'],
    ['OPTIONS', path(sessionIds.stopped), 'GET, HEAD, DELETE'],
  ])('%s %s is told the methods that are served', async (method, target, allow) => {
    const answer = await recordsApi().ask(target, { method });
    expect(errorOf(answer)).toMatchObject({ status: 405, error: { code: 'method_not_allowed' } });
    expect(answer.headers).toMatchObject({ allow });
  });

  it('gets internal and when to try again when the store fails; only the log says more', async () => {
    const { ask, store, lines } = recordsApi();
    const reason = '/var/lib/steno/records.db cannot be read';
    store.failure = new RecordStoreError('store_unavailable', reason);
    for (const target of ['/v2/sessions', path(sessionIds.stopped)]) {
      const answer = await ask(target);
      expect(errorOf(answer)).toMatchObject({ status: 500, error: { code: 'internal' } });
      expect(answer.headers).toMatchObject({ 'retry-after': '5' });
      expect(answer.body).not.toContain('/var');
    }
    expect(lines[0]).toEqual(['store not available', { code: 'store_unavailable', reason, subject: 'records' }]);
  });

  it('is not told to try again when the store is damaged', async () => {
    const { ask, store } = recordsApi();
    store.failure = new RecordStoreError('store_corrupt', 'broken');
    expect((await ask('/v2/sessions')).headers).not.toHaveProperty('retry-after');
  });

  it('gets internal for a fault of ours, which the log tells', async () => {
    const { ask, store, lines } = recordsApi();
    store.failure = new TypeError('a secret place');
    const answers = [await ask('/v2/sessions'), await ask('/v2/sessions', { key: 'key-that-breaks' })];
    for (const answer of answers) {
      expect(errorOf(answer)).toMatchObject({ status: 500, error: { code: 'internal' } });
      expect(answer.body).not.toContain('secret');
    }
    expect(lines.map(([text]) => text)).toEqual(['request failed', 'request failed']);
  });

  it('does not wait for a store that does not answer', async () => {
    const { ask, store, clock } = recordsApi();
    store.gate = new Promise(() => undefined);
    const answer = ask('/v2/sessions');
    await until(() => clock.pendingTimers > 0, 'the wait for the store');
    clock.advance(10_000);
    expect(errorOf(await answer)).toMatchObject({ status: 500, error: { code: 'internal' } });
  });

  it('leaves no timer behind', async () => {
    const { ask, clock } = recordsApi();
    await ask('/v2/sessions');
    expect(clock.pendingTimers).toBe(0);
  });

  it('is refused while 32 others wait for the store, and served after them', async () => {
    const { ask, store } = recordsApi();
    let open: () => void = () => undefined;
    store.gate = new Promise((resolve) => {
      open = resolve;
    });
    const waiting = Array.from({ length: 32 }, () => ask('/v2/sessions'));
    const refused = await ask('/v2/sessions');
    expect(errorOf(refused)).toMatchObject({ status: 503, error: { code: 'at_capacity' } });
    expect(refused.headers).toMatchObject({ 'retry-after': '5' });
    open();
    for (const answer of await Promise.all(waiting)) expect(answer.status).toBe(200);
    expect(await ask('/v2/sessions')).toMatchObject({ status: 200 });
  });
});

describe('the routes of records', () => {
  it.each([
    ['/v2/sessions', true],
    ['/v2/sessions/x/y', true],
    ['/v2/sessionsx', false],
    ['/sessions', false],
    ['/', false],
  ])('serve %s: %s', (target, isServed) => {
    expect(recordsApi().api.serves(target)).toBe(isServed);
  });
});
