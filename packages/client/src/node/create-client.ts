import type { Client, ClientOptions } from '../common/contract.ts';
import { createClientOn } from '../common/create-client.ts';
import { systemClock } from '../common/platform.ts';
import { type TlsOptions, wsSocketOpener } from './ws-socket.ts';

/** What a client in Node is made with. */
export interface NodeClientOptions extends ClientOptions {
  /** How to trust a server with TLS; default: as the system does. */
  readonly tls?: TlsOptions;
}

/**
 * Makes a client of one server. The credential travels in the header `Authorization`.
 *
 * @throws TypeError for a URL that is none, or a limit that nobody knows; RangeError for a limit out of its range.
 */
export function createClient(options: NodeClientOptions): Client {
  return createClientOn({ clock: systemClock, random: Math.random, openSocket: wsSocketOpener(options.tls) }, options);
}
