import type { Server } from 'node:http';
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
    > {}

/** Makes the HTTP server for the administration of keys: a port of its own, so that it can be kept apart. Not listening yet. */
export function createAdminListener(parts: AdminListenerParts): Server {
  const { transport } = parts;
  return createHttpListener({
    ...parts,
    routes: [new KeysApi(parts)],
    onUpgrade: (request, socket) => {
      socket.on('error', () => undefined);
      refuseOverHttp(socket, unknownPath(transport.parse(request).path), transport.headersFor(request));
    },
  });
}
