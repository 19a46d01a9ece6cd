import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../src/api/api-error.ts';
import { fetchHost } from '../../src/api/host.ts';
import { createHttp, type Http } from '../../src/api/http.ts';

interface Heard {
  readonly http: Http;
  readonly fetch: ReturnType<typeof vi.fn<typeof fetch>>;
  readonly onKeyRefused: ReturnType<typeof vi.fn<(key: string) => void>>;
  readonly onReach: ReturnType<typeof vi.fn<(isReachable: boolean) => void>>;
}

function httpOver(answer: () => Promise<Response>, key = 'steno_k'): Heard {
  const fetch = vi.fn<typeof globalThis.fetch>(answer);
  const onKeyRefused = vi.fn<(key: string) => void>();
  const onReach = vi.fn<(isReachable: boolean) => void>();
  const http = createHttp({ baseUrl: 'https://steno.test/sub/', fetch, key: () => key, onKeyRefused, onReach });
  return { http, fetch, onKeyRefused, onReach };
}

const answerOf = (status: number, body: unknown) => () => Promise.resolve(Response.json(body, { status }));
const caught = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

describe('a request', () => {
  it('goes below the folder of the page, with the key in a header only', async () => {
    const { http, fetch } = httpOver(answerOf(200, {}));
    await http({ path: 'v2/sessions?limit=1' });
    const [url, options] = fetch.mock.calls[0] ?? [];
    expect(new Request(url ?? '').url).toBe('https://steno.test/sub/v2/sessions?limit=1');
    expect(options).toMatchObject({ credentials: 'omit', headers: { authorization: 'Bearer steno_k' } });
  });

  it('says which key was refused', async () => {
    const { http, onKeyRefused } = httpOver(answerOf(401, { error: { code: 'unauthorized', message: 'no' } }));
    expect(await caught(http({ path: 'x' }))).toMatchObject({ kind: 'refused', status: 401, code: 'unauthorized' });
    expect(onKeyRefused).toHaveBeenCalledExactlyOnceWith('steno_k');
  });

  it('leaves the key of the page alone when another one is tried', async () => {
    const { http, onKeyRefused } = httpOver(answerOf(401, { error: { code: 'unauthorized', message: 'no' } }));
    await caught(http({ path: 'x', key: 'other' }));
    expect(onKeyRefused).not.toHaveBeenCalled();
  });

  it('tells a server that is away from one that refuses', async () => {
    const { http, onReach } = httpOver(() => Promise.reject(new TypeError('fetch failed')));
    expect(await caught(http({ path: 'x' }))).toMatchObject({ kind: 'unreachable', status: 0 });
    expect(onReach).toHaveBeenLastCalledWith(false);
  });

  it('says nothing about the server when the page itself gave up', async () => {
    const abort = new AbortController();
    abort.abort(new Error('left'));
    const { http, onReach } = httpOver(() => Promise.reject(new Error('left')));
    expect(await caught(http({ path: 'x', signal: abort.signal }))).not.toBeInstanceOf(ApiError);
    expect(onReach).not.toHaveBeenCalled();
  });

  it.each([{}, 'text', { error: 'no' }, null])(
    'does not take an error of something else for one of the server',
    async (body) => {
      const { http } = httpOver(answerOf(502, body));
      expect(await caught(http({ path: 'x' }))).toMatchObject({ kind: 'malformed', status: 502 });
    },
  );
});

describe('what a server says about itself', () => {
  it('is read without a key', async () => {
    const { http, fetch } = httpOver(
      answerOf(200, { version: '1', door: 'admin', admin_port: 8081, clients_port: 8080 }),
    );
    expect(await fetchHost(http)).toEqual({ version: '1', door: 'admin', adminPort: 8081, clientsPort: 8080 });
    expect(fetch.mock.calls[0]?.[1]?.headers).not.toHaveProperty('authorization');
  });

  it('is refused in another shape', async () => {
    const { http } = httpOver(answerOf(200, { version: '1', door: 'back', admin_port: null }));
    expect(await caught(fetchHost(http))).toMatchObject({ kind: 'malformed' });
  });
});
