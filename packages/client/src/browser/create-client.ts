import type { Client, ClientOptions } from '../common/contract.ts';
import { createClientOn } from '../common/create-client.ts';
import { systemClock } from '../common/platform.ts';
import { browserSocketOpener } from './browser-socket.ts';

/**
 * Makes a client of one server. The credential travels as a WebSocket subprotocol, as a browser can set no header; give
 * short-lived tokens by a {@link ClientOptions.token} provider, and keep API keys on your own server.
 *
 * @throws TypeError for a URL that is none, or a limit that nobody knows; RangeError for a limit out of its range.
 */
export function createClient(options: ClientOptions): Client {
  return createClientOn({ clock: systemClock, random: Math.random, openSocket: browserSocketOpener() }, options);
}
