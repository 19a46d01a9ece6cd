import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { type RawData, WebSocket } from 'ws';
import { ClientError } from '../common/client-error.ts';
import { retryAfterMsOf } from '../common/retry-after.ts';
import type { OpenSocket, SocketListener, SocketPort, SocketRequest } from '../common/socket-port.ts';

/** How to trust a server with TLS. */
export interface TlsOptions {
  /** A PEM file with the authorities to trust instead of the system's; default: those of the system. */
  readonly caFile?: string;
  /** True accepts any certificate: for a test on the own machine only; default false. */
  readonly isInsecure?: boolean;
}

/** Chosen: a final of an hour of speech is far below 16 MiB, and more would be somebody's attack. */
const maxMessageBytes = 16_777_216;
/** Chosen: a refusal is one sentence; what is longer comes from something else than our server. */
const maxRefusalBytes = 65_536;

/** Makes the function that opens a socket by the library `ws`; the only file that knows it. */
export function wsSocketOpener(tls: TlsOptions = {}): OpenSocket {
  return async (request, listener) => {
    const ca = tls.caFile === undefined ? undefined : await readAuthorities(tls.caFile);
    return openWsSocket(request, { ca, isInsecure: tls.isInsecure ?? false }, listener);
  };
}

interface Trust {
  readonly ca: string | undefined;
  readonly isInsecure: boolean;
}

function openWsSocket({ url, token, signal }: SocketRequest, trust: Trust, listener: SocketListener): Promise<void> {
  checkToken(token);
  const socket = new WebSocket(url, {
    headers: token === undefined ? {} : { Authorization: token },
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
    rejectUnauthorized: !trust.isInsecure,
    ...(trust.ca === undefined ? {} : { ca: trust.ca }),
  });
  return new Promise((resolve, reject) => {
    let isSettled = false;
    const onAbort = (): void => {
      refuse(new ClientError('aborted', 'The opening was aborted.'));
    };
    const settle = (finish: () => void): void => {
      if (isSettled) return;
      isSettled = true;
      signal.removeEventListener('abort', onAbort);
      finish();
    };
    const refuse = (error: ClientError): void => {
      settle(() => {
        reject(error);
        socket.terminate();
      });
    };
    // Stays for the whole life of the socket: an error without a listener would end the process, and what
    // there is to tell after the opening comes with the close event.
    socket.on('error', (cause) => {
      refuse(unreachable(new URL(url), cause));
    });
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
    socket.on('unexpected-response', (_request, response: IncomingMessage) => {
      void readRefusal(response).then(refuse);
    });
    socket.on('open', () => {
      settle(() => {
        listener.onOpen(new WsSocket(socket, listener));
        resolve();
      });
    });
  });
}

class WsSocket implements SocketPort {
  readonly #socket: WebSocket;
  readonly #listener: SocketListener;

  constructor(socket: WebSocket, listener: SocketListener) {
    this.#socket = socket;
    this.#listener = listener;
    socket.on('message', (data, isBinary) => {
      if (isBinary) listener.onBinary();
      else listener.onText(textOf(data));
    });
    for (const name of ['ping', 'pong'] as const) {
      socket.on(name, () => {
        listener.onActivity();
      });
    }
    socket.on('close', (code, reason) => {
      listener.onClosed(code, reason.toString('utf8'));
    });
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(data: string | Uint8Array): void {
    // With a callback `ws` reports a closed socket there instead of throwing; the close event tells why.
    this.#socket.send(data, { binary: typeof data !== 'string' }, () => {
      this.#listener.onDrained();
    });
  }

  ping(): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping();
  }

  close(): void {
    this.#socket.close(1000);
  }

  terminate(): void {
    this.#socket.terminate();
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString('utf8');
}

/** What a header cannot hold would be told by Node in a sentence with the credential in it. */
function checkToken(token: string | undefined): void {
  if (token === undefined || /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(token)) return;
  throw new ClientError('token', 'The token holds characters that a header cannot: only visible ASCII can be sent.');
}

async function readAuthorities(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new ClientError('unreachable', `The CA file ${file} cannot be read (${code}).`, { cause, retryable: false });
  }
}

async function readRefusal(response: IncomingMessage): Promise<ClientError> {
  const status = response.statusCode ?? 0;
  const error = parseRefusal(await readBody(response));
  const retryAfterMs = parseRetryAfter(response.headers['retry-after']);
  if (error === undefined) {
    return new ClientError('refused', `The server answered with HTTP ${status} instead of a WebSocket.`, {
      retryable: status >= 500 || status === 429,
      retryAfterMs,
    });
  }
  const { code: wireCode, details } = error;
  return new ClientError('refused', error.message, {
    wireCode,
    details,
    retryAfterMs: retryAfterMs ?? retryAfterMsOf(details),
  });
}

/** Seconds, or a moment (RFC 9110, 10.2.3); undefined for anything else. */
function parseRetryAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

/** Reads what there is of a body, at most 64 KiB; the opening's own deadline ends a body that never does. */
async function readBody(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of response as AsyncIterable<Buffer>) {
      parts.push(part);
      length += part.length;
      if (length > maxRefusalBytes) break;
    }
  } catch {
    // A body that breaks off is judged by what came of it.
  }
  return Buffer.concat(parts).toString('utf8');
}

function parseRefusal(
  body: string,
): { readonly code: string; readonly message: string; readonly details?: unknown } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // Not from a server of this contract; the status says what can be said.
    return undefined;
  }
  const error = typeof value === 'object' && value !== null && 'error' in value ? value.error : undefined;
  if (typeof error !== 'object' || error === null || !('code' in error) || !('message' in error)) return undefined;
  const { code, message } = error;
  if (typeof code !== 'string' || typeof message !== 'string') return undefined;
  return { code, message, ...('details' in error ? { details: error.details } : {}) };
}

function unreachable(url: URL, cause: Error): ClientError {
  const code = 'code' in cause ? String(cause.code) : cause.message;
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code)) {
    return new ClientError('unreachable', `The certificate of ${url.host} is not trusted (${code}).`, {
      cause,
      retryable: false,
    });
  }
  if (code === 'EPROTO') {
    return new ClientError('unreachable', `${url.host} does not speak TLS; use ws:// instead of wss://.`, {
      cause,
      retryable: false,
    });
  }
  return new ClientError('unreachable', `No server answers at ${url.protocol}//${url.host} (${code}).`, { cause });
}
