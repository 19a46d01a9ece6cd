import type { Server } from 'node:http';
import type { HttpRoutes } from '../gateway/http-answer.ts';
import { createHttpListener, type HttpListenerOptions, unknownPath } from '../gateway/http-listener.ts';
import { refuseOverHttp } from '../gateway/refusal.ts';
import { KeysApi, type KeysApiParts } from './keys-api.ts';

/** What an admin listener works with. */
export interface AdminListenerParts
  extends
    KeysApiParts,
    Pick<
      HttpListenerOptions,
      | 'tls'
      | 'transport'
      | 'handshakeTimeoutMs'
      | 'maxHandshakes'
      | 'counters'
      | 'checkAddress'
      | 'takesConnection'
      | 'onAbuse'
      | 'isReady'
    > {
  /** Has what routes refuse counted. */
  readonly counted: (routes: readonly HttpRoutes[]) => readonly HttpRoutes[];
  /** What is served there beside keys. */
  readonly routes: readonly HttpRoutes[];
}

/** Makes the HTTP server for operators: a port of its own, so that it can be kept apart. Not listening yet. */
export function createAdminListener(parts: AdminListenerParts): Server {
  const { transport } = parts;
  return createHttpListener({
    ...parts,
    routes: parts.counted([new KeysApi(parts), ...parts.routes]),
    onUpgrade: (request, socket) => {
      socket.on('error', () => undefined);
      refuseOverHttp(socket, unknownPath(transport.parse(request).path), transport.headersFor(request));
    },
  });
}
