import { WireError } from '@steno/protocol';
import { FakeClock, until } from '@steno/testkit';
import { describe, expect, it } from 'vitest';
import type { ParsedRequest } from '../../src/gateway/upgrade-request.ts';
import { RecordStoreError } from '../../src/store/record-store.ts';
import { MemoryUsage } from '../../src/store/memory-usage.ts';
import type { UsageQuery } from '../../src/store/usage-store.ts';
import { UsageApi } from '../../src/usage/usage-api.ts';

const now = Date.UTC(2026, 2, 10, 8);

function request(query = '', method = 'GET', who = 'ada'): ParsedRequest {
  return {
    method,
    path: '/v2/usage',
    query: new URLSearchParams(query),
    header: (name) => (name === 'authorization' ? who : undefined),
    isFromBrowser: false,
    isSecure: false,
    origin: undefined,
    address: '127.0.0.1',
  };
}

async function makeApi(
  given: { readonly read?: () => Promise<never>; readonly isOfAll?: boolean } = {},
): Promise<{ api: UsageApi; asked: UsageQuery[]; clock: FakeClock }> {
  const clock = new FakeClock();
  const store = new MemoryUsage();
  await store.add([
    { owner: 'ada', keyId: 'a1', day: '2026-03-09', sessions: 2, samples: 24_000 },
    { owner: 'ada', keyId: 'a2', day: '2026-03-10', sessions: 1, samples: 8_000 },
    { owner: 'bob', keyId: 'b1', day: '2026-03-10', sessions: 5, samples: 16_000 },
    { owner: 'ada', keyId: 'a1', day: '2025-01-01', sessions: 9, samples: 99 },
  ]);
  const asked: UsageQuery[] = [];
  const api = new UsageApi({
    authenticate: (from) => {
      const name = from.header('authorization') ?? '';
      if (name === 'nobody') throw new WireError('unauthorized', 'No.');
      return {
        keyId: 'k',
        name,
        owner: name,
        type: name === 'root' ? 'admin' : 'realtime',
        kind: 'api_key',
        grant: {},
      };
    },
    isOfAll: given.isOfAll ?? false,
    ledger: {
      read: (query) => {
        asked.push(query);
        return (given.read ?? (() => store.read(query)))();
      },
    },
    clock,
    now: () => now,
    log: { error: () => undefined },
  });
  return { api, asked, clock };
}

describe('the API of usage', () => {
  it('reports the last 31 days by key and day, to an owner the own ones only', async () => {
    const { api } = await makeApi();
    const { status, body } = await api.answer(request());
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({
      from: '2026-02-08',
      to: '2026-03-10',
      total: { sessions: 3, audio_seconds: 2 },
      usage: [
        { day: '2026-03-10', key_id: 'a2', sessions: 1, audio_seconds: 0.5 },
        { day: '2026-03-09', key_id: 'a1', sessions: 2, audio_seconds: 1.5 },
      ],
    });
  });

  it('reports to an administrator what everybody used', async () => {
    const { api } = await makeApi({ isOfAll: true });
    const { body } = await api.answer(request('from=2026-03-10&to=2026-03-10', 'GET', 'root'));
    expect(JSON.parse(body)).toMatchObject({
      total: { sessions: 6, audio_seconds: 1.5 },
      usage: [
        { owner: 'ada', key_id: 'a2' },
        { owner: 'bob', key_id: 'b1' },
      ],
    });
  });

  it('is for keys of one kind at each door: of administration there, all others here', async () => {
    const statusOf = async (isOfAll: boolean, key?: string): Promise<number> =>
      (await (await makeApi({ isOfAll })).api.answer(request('', 'GET', key))).status;
    expect([await statusOf(false), await statusOf(false, 'root')]).toEqual([200, 403]);
    expect([await statusOf(true), await statusOf(true, 'root')]).toEqual([403, 200]);
  });

  it('looks at the credential before anything else', async () => {
    const { api, asked } = await makeApi();
    expect((await api.answer(request('from=never', 'DELETE', 'nobody'))).status).toBe(401);
    expect(asked).toEqual([]);
  });

  it.each(['from=2026-02-30', 'to=yesterday', 'from=2026-03-11', 'from=2024-01-01', 'from=2026-1-1'])(
    'refuses %s with 400, naming what is taken',
    async (query) => {
      const { api } = await makeApi();
      const { status, body } = await api.answer(request(query));
      expect(status).toBe(400);
      expect(JSON.parse(body)).toMatchObject({ error: { code: 'bad_request' } });
    },
  );

  it('refuses other methods with 405', async () => {
    const { api } = await makeApi();
    expect((await api.answer(request('', 'DELETE'))).status).toBe(405);
  });

  it('says nothing of the store when it cannot be read', async () => {
    const { api } = await makeApi({
      read: () => Promise.reject(new RecordStoreError('store_unavailable', '/secret/place cannot be read')),
    });
    const { status, headers, body } = await api.answer(request());
    expect(status).toBe(500);
    expect(headers).toMatchObject({ 'retry-after': '5' });
    expect(body).not.toContain('secret');
  });

  it('waits for a store that hangs ten seconds, and no more than 32 requests do at once', async () => {
    const { api, asked, clock } = await makeApi({ read: () => new Promise<never>(() => undefined) });
    const waiting = Array.from({ length: 32 }, () => api.answer(request()));
    await until(() => asked.length === 32, 'the requests');
    const refused = await api.answer(request());
    expect([refused.status, JSON.parse(refused.body)]).toMatchObject([503, { error: { code: 'at_capacity' } }]);
    clock.advance(10_000);
    expect(new Set((await Promise.all(waiting)).map(({ status }) => status))).toEqual(new Set([500]));
  });
});
