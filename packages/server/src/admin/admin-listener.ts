import type { Server } from 'node:http';
import { createHttpListener, type HttpListenerOptions, unknownPath } from '../gateway/http-listener.ts';
import { toHttpMessage, toRefusal } from '../gateway/refusal.ts';
import { KeysApi, type KeysApiParts } from './keys-api.ts';

/** What an admin listener works with. */
export interface AdminListenerParts
  extends
    KeysApiParts,
    Pick<HttpListenerOptions, 'tls' | 'transport' | 'handshakeTimeoutMs' | 'checkAddress' | 'isReady'> {}

/** Makes the HTTP server for the administration of keys: a port of its own, so that it can be kept apart. Not listening yet. */
export function createAdminListener(parts: AdminListenerParts): Server {
  const { transport } = parts;
  return createHttpListener({
    ...parts,
    routes: [new KeysApi(parts)],
    onUpgrade: (request, socket) => {
      socket.on('error', () => undefined);
      const refusal = toRefusal(unknownPath(transport.parse(request).path));
      socket.end(toHttpMessage(refusal, transport.headersFor(request)));
    },
  });
}
