import type { TestServer } from '@steno/testkit';

/** How a token is asked for. */
export interface TokenAsking {
  /** Default: the server's key; empty for none. */
  readonly key?: string;
  readonly method?: string;
}

/** The answer to a request for a token. */
export interface TokenAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly token: string;
    readonly expires_at: string;
    readonly error?: { readonly code: string; readonly message: string; readonly details: Record<string, unknown> };
  };
}

/** Asks a server for a session token; text is sent as it is, anything else as JSON. */
export async function askToken(
  server: TestServer,
  wishes: unknown = {},
  asking: TokenAsking = {},
): Promise<TokenAnswer> {
  const { key = server.key, method = 'POST' } = asking;
  const response = await fetch(`${server.url.replace('ws', 'http')}/v2/tokens`, {
    method,
    headers: key === '' ? {} : { authorization: `Bearer ${key}` },
    ...(method === 'POST' ? { body: typeof wishes === 'string' ? wishes : JSON.stringify(wishes) } : {}),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as TokenAnswer['body'] };
}

/** Makes a session token. */
export async function tokenFor(server: TestServer, wishes: unknown = {}, key: string = server.key): Promise<string> {
  const { status, body } = await askToken(server, wishes, { key });
  if (status !== 201) throw new Error(`no token: ${status} ${JSON.stringify(body)}`);
  return body.token;
}
