import * as z from 'zod/mini';
import { ApiError } from './api-error.ts';

/** What the requests of a page have in common. */
export interface HttpOptions {
  /** The folder that the page was loaded from; ends with a slash. */
  readonly baseUrl: string;
  readonly fetch: typeof fetch;
  /** The key of now; empty for none. */
  readonly key: () => string;
  /** The server does not know the key that was sent, or no longer. */
  readonly onKeyRefused: (key: string) => void;
  /** The server answered, or could not be reached. */
  readonly onReach: (isReachable: boolean) => void;
}

/** One request. */
export interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Below the base, without a slash at the beginning. */
  readonly path: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** Sent in place of the key that the page has. */
  readonly key?: string;
}

/** Sends a request; rejects with an `ApiError`, or with the reason of its signal. */
export type Http = (request: HttpRequest) => Promise<Response>;

/** Longer than any answer of a living server takes. */
const deadlineMs = 20_000;
const unauthorized = 401;

/** Makes requests with the key of the page, and tells who is interested how they end. */
export function createHttp(options: HttpOptions): Http {
  return async (request) => {
    const key = request.key ?? options.key();
    const response = await send(options, request, key);
    options.onReach(true);
    if (response.ok) return response;
    if (response.status === unauthorized && key !== '' && request.key === undefined) options.onKeyRefused(key);
    throw await refusalOf(response);
  };
}

async function send(options: HttpOptions, request: HttpRequest, key: string): Promise<Response> {
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    return await options.fetch(new URL(request.path, options.baseUrl), {
      method: request.method ?? 'GET',
      headers: {
        accept: 'application/json',
        ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      credentials: 'omit',
      cache: 'no-store',
      signal: request.signal === undefined ? deadline : AbortSignal.any([request.signal, deadline]),
    });
  } catch (error) {
    if (request.signal?.aborted === true) throw error;
    options.onReach(false);
    throw new ApiError('unreachable', error instanceof Error ? error.message : String(error));
  }
}

const errorBody = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

async function refusalOf(response: Response): Promise<ApiError> {
  const { status } = response;
  const body = errorBody.safeParse(await response.json().catch(() => undefined));
  if (!body.success) return new ApiError('malformed', `HTTP ${status}`, { status });
  const { code, message } = body.data.error;
  return new ApiError('refused', message, { status, code });
}

/** Reads an answer in JSON by a schema; rejects with an `ApiError` when it has another shape. */
export async function readJson<T>(response: Response, schema: z.ZodMiniType<T>): Promise<T> {
  const body: unknown = await response.json().catch(() => undefined);
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ApiError('malformed', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`, {
    status: response.status,
  });
}
