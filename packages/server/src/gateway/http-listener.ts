import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { realtimePaths, WireError } from '@steno/protocol';
import { type Refusal, toRefusal } from './refusal.ts';
import { parseRequest } from './upgrade-request.ts';

/** Certificate and private key, PEM. */
export interface TlsFiles {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** What an HTTP listener works with. */
export interface HttpListenerOptions {
  /** Absent for plain HTTP. */
  readonly tls: TlsFiles | undefined;
  /** Time for a TLS handshake, and for the head of a request, in ms. */
  readonly handshakeTimeoutMs: number;
  /** True while new sessions can be served. */
  readonly isReady: () => boolean;
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** Makes the HTTP server: health, refusals, and the way to the WebSocket upgrade. Not listening yet. */
export function createHttpListener(options: HttpListenerOptions): Server {
  const { handshakeTimeoutMs, tls } = options;
  const times = {
    headersTimeout: handshakeTimeoutMs,
    requestTimeout: handshakeTimeoutMs,
    connectionsCheckingInterval: Math.max(50, Math.min(1000, handshakeTimeoutMs / 4)),
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response, options.isReady);
  };
  const server =
    tls === undefined
      ? createHttpServer(times, onRequest)
      : createHttpsServer({ ...times, ...tls, handshakeTimeout: handshakeTimeoutMs }, onRequest);
  server.on('upgrade', options.onUpgrade);
  return server;
}

function answer(request: IncomingMessage, response: ServerResponse, isReady: () => boolean): void {
  // A body is of no use to any of the routes; left unread it would hold the connection.
  request.resume();
  const { path } = parseRequest(request);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    respond(
      response,
      toRefusal(new WireError('method_not_allowed', `${request.method ?? 'This method'} is not served here.`)),
    );
  } else if (path === '/healthz') {
    respond(response, healthy(200, 'ok'));
  } else if (path === '/readyz') {
    respond(response, isReady() ? healthy(200, 'ready') : healthy(503, 'not ready'));
  } else if (realtimePaths.some((known) => known === path)) {
    respond(
      response,
      toRefusal(
        new WireError('upgrade_required', `${path} is a WebSocket: connect with ws:// or wss:// instead of http.`),
      ),
    );
  } else {
    respond(response, toRefusal(unknownPath(path)));
  }
}

/** The error for a path nobody has. */
export function unknownPath(path: string): WireError {
  return new WireError(
    'not_found',
    `There is nothing at ${path.slice(0, 100)}. The real-time API is at ${realtimePaths.join(' and ')}.`,
    {
      paths: realtimePaths,
    },
  );
}

function healthy(status: number, text: string): Refusal {
  const body = JSON.stringify({ status: text });
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body,
  };
}

function respond(response: ServerResponse, { status, headers, body }: Refusal): void {
  response.writeHead(status, headers);
  response.end(body);
}
