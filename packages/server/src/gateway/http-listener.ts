import { createServer as createHttpServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import { createServer as createHttpsServer, Server as HttpsServer } from 'node:https';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { realtimePaths, WireError } from '@steno/protocol';
import { ConnectionGate } from './connection-gate.ts';
import { CrowdedReads } from './crowded-reads.ts';
import type { HttpAnswer, HttpRoutes } from './http-answer.ts';
import { type HandshakeLimits, Handshakes } from './handshakes.ts';
import { jsonAnswer } from './json-answer.ts';
import { methodNotAllowed, toRefusal } from './refusal.ts';
import { respondStreaming, type StreamedAnswer } from './streamed-answer.ts';
import type { TlsFiles } from '../transport/tls-files.ts';
import type { Transport } from '../transport/transport.ts';
import { Unanswered } from './unanswered.ts';
import type { ParsedRequest } from './upgrade-request.ts';

/** What an HTTP listener works with. */
export interface HttpListenerOptions extends HandshakeLimits {
  /** Absent for plain HTTP. */
  readonly tls: TlsFiles | undefined;
  readonly transport: Transport;
  /** Time for a TLS handshake, and for the head of a request, in ms. */
  readonly handshakeTimeoutMs: number;
  /** True while new sessions can be served. */
  readonly isReady: () => boolean;
  /** Routes beside health and the WebSocket; the first one that serves a path answers. */
  readonly routes: readonly HttpRoutes[];
  /** Throws WireError for a client that comes too often; asked before one of the routes is. */
  readonly checkAddress: (address: string | undefined) => void;
  /** Counts a connection of the network; false for an address that comes so often that it has to wait. Asked for no trusted proxy. */
  readonly takesConnection: (address: string | undefined) => boolean;
  /** Somebody broke the rules. Told of no trusted proxy. */
  readonly onAbuse: (address: string | undefined) => void;
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
  const unanswered = new Unanswered();
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    if (!unanswered.take(request, response)) return;
    onPlainRequest(request, response, { options, handshakes });
  };
  const server =
    tls === undefined
      ? createHttpServer(times, onRequest)
      : createHttpsServer({ ...times, cert: tls.cert, key: tls.key, handshakeTimeout: handshakeTimeoutMs }, onRequest);
  const handshakes = new Handshakes(server, options);
  const isProxy = (address: string | undefined): boolean => options.transport.isProxy(address);
  const reads = new CrowdedReads(server, tls !== undefined, (address) => {
    if (!isProxy(address)) options.onAbuse(address);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    handshakes.upgraded(socket);
    reads.upgraded(socket);
    const { path } = options.transport.parse(request);
    if (wantsNoWebSocket(request) && !realtimePaths.some((known) => known === path)) {
      onPlainRequest(request, responseOver(request, socket), { options, handshakes });
      return;
    }
    options.onUpgrade(request, socket, head);
  });
  new ConnectionGate(server, {
    takes: (address) => isProxy(address) || options.takesConnection(address),
    onDelayed: () => {
      options.counters.count('connections_delayed');
    },
    onDropped: () => {
      options.counters.count('connections_unanswered');
    },
  });
  return server;
}

/** Gives a listener another certificate: for connections to come, those that are open keep the old one. */
export function useCertificate(server: Server, { cert, key }: TlsFiles): void {
  if (server instanceof HttpsServer) server.setSecureContext({ cert, key });
}

/** Clients offer other protocols, such as h2c, with any request; whoever does not speak them answers in HTTP/1.1 (RFC 9110, 7.8). */
function wantsNoWebSocket({ headers, method }: IncomingMessage): boolean {
  const isWithoutBody = headers['content-length'] === undefined && headers['transfer-encoding'] === undefined;
  return headers.upgrade?.toLowerCase() !== 'websocket' && (method === 'GET' || method === 'HEAD') && isWithoutBody;
}

/** An answer to a request that Node has taken for an upgrade; the connection ends with it. */
function responseOver(request: IncomingMessage, socket: Duplex): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  socket.on('error', () => undefined);
  socket.resume();
  if (socket instanceof Socket) response.assignSocket(socket);
  response.once('finish', () => {
    socket.end(() => socket.destroy());
  });
  return response;
}

interface PlainParts {
  readonly options: HttpListenerOptions;
  readonly handshakes: Handshakes;
}

function onPlainRequest(request: IncomingMessage, response: ServerResponse, { options, handshakes }: PlainParts): void {
  const { transport } = options;
  const parsed = transport.parse(request);
  const protective = transport.headersFor(request);
  const routes = options.routes.find((known) => known.serves(parsed.path));
  if (routes === undefined) {
    // A body is of no use here; left unread it would hold the connection.
    request.resume();
    respond(response, answer(parsed, options.isReady), protective);
    return;
  }
  const onHeard = (): void => {
    if (routes.isForStrangers !== true) handshakes.heard(request, response);
  };
  answerFrom(routes, request, { parsed, checkAddress: options.checkAddress, onHeard })
    .then((found) => {
      respond(response, found, protective);
    })
    .catch(() => {
      // The client went away, or the answer is none; it sees a connection that ends.
      response.destroy();
    });
}

async function answerFrom(
  routes: HttpRoutes,
  request: IncomingMessage,
  {
    parsed,
    checkAddress,
    onHeard,
  }: Pick<HttpListenerOptions, 'checkAddress'> & {
    readonly parsed: ParsedRequest;
    readonly onHeard: () => void;
  },
): Promise<HttpAnswer | StreamedAnswer> {
  const { maxBodyBytes } = routes;
  try {
    checkAddress(parsed.address);
  } catch (error) {
    request.resume();
    if (error instanceof WireError) return toRefusal(error, { connection: 'close' });
    throw error;
  }
  if (maxBodyBytes === 0) {
    request.resume();
    onHeard();
    return routes.answer(parsed, '');
  }
  const body = await readBody(request, maxBodyBytes);
  if (body !== undefined) {
    onHeard();
    return routes.answer(parsed, body);
  }
  const message = `The body is longer than ${maxBodyBytes} bytes.`;
  return toRefusal(new WireError('bad_request', message, { max_bytes: maxBodyBytes }), { connection: 'close' });
}

/**
 * How long it may take is bounded by the listener's `requestTimeout`.
 *
 * @returns undefined when there is too much of it.
 */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  const chunks: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const part of chunks) {
    bytes += part.length;
    if (bytes > maxBytes) {
      request.resume();
      return undefined;
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function answer({ method, path }: ParsedRequest, isReady: () => boolean): HttpAnswer {
  if (method !== 'GET' && method !== 'HEAD') return methodNotAllowed(method, ['GET', 'HEAD']);
  if (path === '/healthz') return jsonAnswer(200, { status: 'ok' });
  if (path === '/readyz')
    return isReady() ? jsonAnswer(200, { status: 'ready' }) : jsonAnswer(503, { status: 'not ready' });
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

function respond(
  response: ServerResponse,
  found: HttpAnswer | StreamedAnswer,
  protective: HttpAnswer['headers'],
): void {
  if ('begin' in found) {
    respondStreaming(response, found, protective);
    return;
  }
  const { status, headers, body } = found;
  response.writeHead(status, { ...protective, ...headers });
  response.end(body);
}
