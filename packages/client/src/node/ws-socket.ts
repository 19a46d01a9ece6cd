import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { ClientError } from '../common/client-error.ts';
import type { OpenSocket, SocketListener, SocketPort } from '../common/socket-port.ts';

/** Where and how to connect. */
export interface WsSocketOptions {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** How long the whole opening may take, in ms. */
  readonly connectTimeoutMs: number;
  /** PEM text of the authorities to trust instead of the system's; undefined for those. */
  readonly ca: string | undefined;
  /** True to accept any certificate. */
  readonly isInsecure: boolean;
}

/** Chosen: a final of an hour of speech is far below 16 MiB, and more would be somebody's attack. */
const maxMessageBytes = 16_777_216;
/** Chosen: a refusal is one sentence; what is longer comes from something else than our server. */
const maxRefusalBytes = 65_536;
const closeTimeoutMs = 3_000;

/** Makes the function that opens a socket by the library `ws`; the only file that knows it. */
export function wsSocketOpener(options: WsSocketOptions): OpenSocket {
  return (listener) => openWsSocket(options, listener);
}

function openWsSocket(options: WsSocketOptions, listener: SocketListener): Promise<SocketPort> {
  const socket = new WebSocket(options.url, {
    headers: options.headers,
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
    rejectUnauthorized: !options.isInsecure,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  });
  return new Promise((resolve, reject) => {
    let isSettled = false;
    const settle = (finish: () => void): void => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      finish();
    };
    const refuse = (error: ClientError): void => {
      settle(() => {
        reject(error);
        socket.terminate();
      });
    };
    const timer = setTimeout(() => {
      const seconds = Math.round(options.connectTimeoutMs / 1000);
      refuse(new ClientError('timeout', `${options.url.host} did not answer within ${seconds} s.`));
    }, options.connectTimeoutMs);

    // Stays for the whole life of the socket: an error without a listener would end the process, and what
    // there is to tell after the opening comes with the close event.
    socket.on('error', (cause) => {
      refuse(unreachable(options.url, cause));
    });
    socket.on('unexpected-response', (_request, response: IncomingMessage) => {
      void readRefusal(response).then(refuse);
    });
    listenTo(socket, listener, () => isSettled);
    socket.on('open', () => {
      settle(() => {
        resolve(new WsSocket(socket));
      });
    });
  });
}

function listenTo(socket: WebSocket, listener: SocketListener, isOpen: () => boolean): void {
  socket.on('message', (data, isBinary) => {
    if (isBinary) listener.onBinary();
    else
      listener.onText(
        Array.isArray(data) ? Buffer.concat(data).toString('utf8') : Buffer.from(data as Buffer).toString('utf8'),
      );
  });
  socket.on('ping', () => {
    listener.onActivity();
  });
  socket.on('pong', () => {
    listener.onActivity();
  });
  socket.on('close', (code, reason) => {
    if (isOpen()) listener.onClosed(code, reason.toString('utf8'));
  });
}

class WsSocket implements SocketPort {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(data: string | Uint8Array, onSent: () => void): void {
    // With a callback `ws` reports a closed socket there instead of throwing; the close event tells why.
    this.#socket.send(data, { binary: typeof data !== 'string' }, () => {
      onSent();
    });
  }

  ping(): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    this.#socket.close(1000);
    const timer = setTimeout(() => {
      this.#socket.terminate();
    }, closeTimeoutMs);
    this.#socket.once('close', () => {
      clearTimeout(timer);
    });
  }

  terminate(): void {
    this.#socket.terminate();
  }
}

async function readRefusal(response: IncomingMessage): Promise<ClientError> {
  const status = response.statusCode ?? 0;
  const body = await readBody(response);
  const error = parseRefusal(body);
  if (error === undefined) {
    return new ClientError('refused', `The server answered with HTTP ${status} instead of a WebSocket.`, {
      retryable: status >= 500,
    });
  }
  return new ClientError('refused', error.message, { wireCode: error.code, details: error.details });
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
