import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { realtimePaths, WireError } from '@steno/protocol';
import { type HttpAnswer, type HttpRoutes, jsonAnswer } from './http-answer.ts';
import { methodNotAllowed, toRefusal } from './refusal.ts';
import { type ParsedRequest, parseRequest } from './upgrade-request.ts';

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
  /** What else is served over plain HTTP. */
  readonly routes: readonly HttpRoutes[];
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** Makes the HTTP server: health, routes, refusals, and the way to the WebSocket upgrade. Not listening yet. */
export function createHttpListener(options: HttpListenerOptions): Server {
  const { handshakeTimeoutMs, tls } = options;
  const times = {
    headersTimeout: handshakeTimeoutMs,
    requestTimeout: handshakeTimeoutMs,
    connectionsCheckingInterval: Math.max(50, Math.min(1000, handshakeTimeoutMs / 4)),
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    onPlainRequest(request, response, options);
  };
  const server =
    tls === undefined
      ? createHttpServer(times, onRequest)
      : createHttpsServer({ ...times, ...tls, handshakeTimeout: handshakeTimeoutMs }, onRequest);
  server.on('upgrade', options.onUpgrade);
  return server;
}

function onPlainRequest(request: IncomingMessage, response: ServerResponse, options: HttpListenerOptions): void {
  // A body is of no use to any of the routes; left unread it would hold the connection.
  request.resume();
  const parsed = parseRequest(request);
  const found = options.routes.find((routes) => routes.serves(parsed.path));
  if (found === undefined) {
    respond(response, answer(parsed, options.isReady));
    return;
  }
  found
    .answer(parsed)
    .then((given) => {
      respond(response, given);
    })
    .catch(() => {
      // Only an answer that is none gets here; the client sees a connection that ends.
      response.destroy();
    });
}

function answer({ method, path }: ParsedRequest, isReady: () => boolean): HttpAnswer {
  if (method !== 'GET' && method !== 'HEAD') return methodNotAllowed(method, ['GET', 'HEAD']);
  if (path === '/healthz') return healthy(200, 'ok');
  if (path === '/readyz') return isReady() ? healthy(200, 'ready') : healthy(503, 'not ready');
  if (realtimePaths.some((known) => known === path)) {
    const message = `${path} is a WebSocket: connect with ws:// or wss:// instead of http.`;
    return toRefusal(new WireError('upgrade_required', message));
  }
  return toRefusal(unknownPath(path));
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

function healthy(status: number, text: string): HttpAnswer {
  return jsonAnswer(status, { status: text });
}

function respond(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  response.writeHead(status, headers);
  response.end(body);
}
