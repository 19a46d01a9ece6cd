import { FakeClock } from '@steno/testkit';
import { describe, expect, it } from 'vitest';
import { RecordsApi } from '../../src/records/records-api.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import type { RecordQuery, SessionRecord } from '../../src/store/record-store.ts';
import { finalOf, sessionOf } from '../store/store-under-test.ts';

const sessionId = '11111111-2222-4333-8444-555555555555';

/** The API over a store, asked by `ada`. */
function recordsApi(store: ConstructorParameters<typeof RecordsApi>[0]['store'] = new MemoryStore()) {
  const api = new RecordsApi({
    store,
    clock: new FakeClock(),
    onDeleted: () => undefined,
    log: { info: () => undefined, error: () => undefined } as ConstructorParameters<typeof RecordsApi>[0]['log'],
    authenticate: () => ({ keyId: 'k', name: 'n', owner: 'ada', type: 'realtime', kind: 'api_key', grant: {} }),
  });
  return async (target: string): Promise<{ readonly status: number; readonly body: unknown }> => {
    const [path = '', query = ''] = target.split('?');
    const answer = await api.answer({
      method: 'GET',
      path,
      query: new URLSearchParams(query),
      header: () => undefined,
      isFromBrowser: false,
      isSecure: false,
      origin: undefined,
      address: undefined,
    });
    return { status: answer.status, body: JSON.parse(answer.body) };
  };
}

async function filledStore(): Promise<MemoryStore> {
  const store = new MemoryStore();
  await store.begin(sessionOf(sessionId));
  await store.append(sessionId, finalOf(100, 'The Café opens.'));
  await store.append(sessionId, finalOf(200, 'It closes.'));
  return store;
}

describe('a search in records', () => {
  it('tells the sessions with the finals that have the words', async () => {
    const ask = recordsApi(await filledStore());
    expect(await ask('/v2/sessions?q=CAFE+op')).toMatchObject({
      status: 200,
      body: {
        sessions: [{ session_id: sessionId, matches: [{ segment: 100, text: 'The Café opens.', start: 1 }] }],
        next: null,
      },
    });
    expect(await ask('/v2/sessions?q=cafe+closes')).toMatchObject({ body: { sessions: [] } });
  });

  it('has no matches where nothing is searched', async () => {
    const { body } = await recordsApi(await filledStore())('/v2/sessions');
    expect((body as { sessions: readonly object[] }).sessions[0]).not.toHaveProperty('matches');
  });

  it.each(['...', 'a '.repeat(11), 'a'.repeat(201)])('needs words, and not too many: %j', async (typed) => {
    expect(await recordsApi()(`/v2/sessions?q=${encodeURIComponent(typed)}`)).toMatchObject({
      status: 400,
      body: { error: { code: 'bad_request', details: { parameter: 'q', max_words: 10, max_characters: 200 } } },
    });
  });

  it('has at most 100 sessions in a page', async () => {
    const ask = recordsApi();
    expect(await ask('/v2/sessions?q=a&limit=101')).toMatchObject({
      status: 400,
      body: { error: { details: { parameter: 'limit', maximum: 100 } } },
    });
    expect((await ask('/v2/sessions?q=a&limit=100')).status).toBe(200);
  });
});

describe('the time of a list', () => {
  it('is days or moments', async () => {
    const queries: RecordQuery[] = [];
    const store = Object.assign(new MemoryStore(), {
      list: async (query: RecordQuery) => {
        queries.push(query);
        return { records: [] };
      },
    });
    await recordsApi(store)('/v2/sessions?from=2026-01-31&to=2026-01-31T14:00:00%2B02:00');
    expect(queries).toMatchObject([{ fromMs: Date.UTC(2026, 0, 31), toMs: Date.UTC(2026, 0, 31, 12) }]);
  });

  it.each(['yesterday', '2026-1-1', '2026-02-30', '2026-13-01', '2026-01-31T25:00:00Z', '2026-01-31T10:00:00', '0'])(
    'is not %s',
    async (from) => {
      expect(await recordsApi()(`/v2/sessions?from=${from}`)).toMatchObject({
        status: 400,
        body: { error: { code: 'bad_request', details: { parameter: 'from' } } },
      });
    },
  );
});

describe('the figures of a session', () => {
  const record: SessionRecord = {
    ...sessionOf(sessionId),
    state: 'stopped',
    endedAtMs: 2000,
    receivedSamples: 16_000,
    isComplete: true,
    finals: 0,
    shareEpoch: 0,
  };

  async function figuresOf(figures: SessionRecord['figures']): Promise<unknown> {
    const found = figures === undefined ? record : { ...record, figures };
    const store = Object.assign(new MemoryStore(), { find: async () => found });
    return ((await recordsApi(store)(`/v2/sessions/${sessionId}`)).body as { figures: unknown }).figures;
  }

  it('are what was measured, and nothing where nothing was', async () => {
    const latency = { p50: 100, p95: 300, max: 320, count: 7 };
    const latencies = { partial: latency, lag: latency };
    expect(await figuresOf({ latencies, warnings: { lag: 2 }, resumes: 1 })).toEqual({
      first_partial_latency_ms: null,
      partial_latency_ms: latency,
      final_latency_ms: null,
      lag_ms: latency,
      warnings: [{ code: 'lag', count: 2 }],
      resumes: 1,
    });
    expect(await figuresOf(undefined)).toBeNull();
  });
});
