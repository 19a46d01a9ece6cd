import { WireError } from '@steno/protocol';
import { describe, expect, it } from 'vitest';
import type { CapacityReport, ModelCapacity } from '../../src/capacity/capacity.ts';
import { CapacityApi, type CapacityApiParts } from '../../src/capacity/capacity-api.ts';
import type { ParsedRequest } from '../../src/gateway/upgrade-request.ts';

const model: ModelCapacity = {
  modelId: 'm',
  use: 'streams',
  workers: 2,
  liveSessions: 3,
  bulkSessions: 1,
  freeSessions: 12,
  loadRatio: 0.20049,
  limitRatio: 0.7,
  realTimeFactor: 0.0333333,
  isMeasured: true,
  lagMs: 41.7,
};

const report: CapacityReport = { sessions: 4, loadRatio: 0.25, targetRatio: 0.85, models: [model] };

function request(
  path: string,
  method = 'GET',
  headers: Readonly<Record<string, string>> = { host: 'asr.example:8443' },
) {
  return {
    method,
    path,
    query: new URLSearchParams(),
    header: (name) => headers[name],
    isFromBrowser: false,
    isSecure: true,
    origin: undefined,
    address: '127.0.0.1',
  } satisfies ParsedRequest;
}

function makeApi(given: Partial<CapacityApiParts> = {}): CapacityApi {
  return new CapacityApi({
    authenticate: () => ({ keyId: 'k', name: 'ada', owner: 'ada', type: 'realtime', kind: 'api_key', grant: {} }),
    capacity: { report },
    isReady: () => true,
    isDraining: () => false,
    log: { error: () => undefined },
    ...given,
  });
}

async function bodyOf(api: CapacityApi, asked: ParsedRequest): Promise<unknown> {
  return JSON.parse((await api.answer(asked)).body);
}

const full = { report: { ...report, models: [{ ...model, freeSessions: 0 }] } };

describe('the API of capacity', () => {
  it('tells the sessions of now, the load, and how many more each model could take', async () => {
    expect(await bodyOf(makeApi(), request('/v2/capacity'))).toEqual({
      ready: true,
      sessions: 4,
      load_ratio: 0.25,
      target_ratio: 0.85,
      models: [
        {
          model: 'm',
          use: 'streams',
          workers: 2,
          sessions: 4,
          bulk_sessions: 1,
          free_sessions: 12,
          load_ratio: 0.2,
          limit_ratio: 0.7,
          real_time_factor: 0.033,
          measured: true,
          lag_ms: 42,
        },
      ],
    });
  });

  it.each(['/v2/capacity', '/api/v4/realtime/status'])('asks for a credential at %s', async (path) => {
    const authenticate = (): never => {
      throw new WireError('unauthorized', 'No.');
    };
    expect((await makeApi({ authenticate }).answer(request(path))).status).toBe(401);
  });

  it("answers the vendor's status and initialize with where sessions are served", async () => {
    const ready = { status: 'ready', ready: true, endpoint: 'wss://asr.example:8443/v2/realtime' };
    expect(await bodyOf(makeApi(), request('/api/v4/realtime/status'))).toMatchObject(ready);
    expect(await bodyOf(makeApi(), request('/api/v4/realtime/initialize', 'POST'))).toMatchObject(ready);
  });

  it("is not ready for the vendor's clients while there is no room, no recognizer, or the server ends", async () => {
    const status = (given: Partial<CapacityApiParts>): Promise<unknown> =>
      bodyOf(makeApi(given), request('/api/v4/realtime/status'));
    expect(await status({ capacity: full })).toMatchObject({ status: 'starting', ready: false });
    expect(await status({ isReady: () => false })).toMatchObject({ status: 'starting', ready: false });
    expect(await status({ isReady: () => false, isDraining: () => true })).toMatchObject({
      status: 'scaled_down',
      ready: false,
    });
    expect(await bodyOf(makeApi({ capacity: full }), request('/v2/capacity'))).toMatchObject({ ready: false });
  });

  it.each(['', 'evil"/><script>', 'a/b', 'user@host'])('never repeats a host of "%s"', async (host) => {
    expect(await bodyOf(makeApi(), request('/api/v4/realtime/status', 'GET', { host }))).toMatchObject({
      endpoint: 'wss://localhost/v2/realtime',
    });
  });

  it('serves initialize by POST only, the others by GET', async () => {
    const api = makeApi();
    expect((await api.answer(request('/api/v4/realtime/initialize'))).status).toBe(405);
    expect((await api.answer(request('/v2/capacity', 'POST'))).status).toBe(405);
  });
});
