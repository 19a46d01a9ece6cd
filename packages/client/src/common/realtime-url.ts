import { realtimePaths } from '@steno/protocol';

/**
 * Reads the address of a server.
 *
 * @param text - `ws://`, `wss://`, `http://` or `https://`; without a path the real-time path is added.
 * @returns the WebSocket URL of the real-time API.
 * @throws TypeError for anything else, and for a URL with a user name or a password in it.
 */
export function parseServerUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['ws:', 'wss:', 'http:', 'https:'].includes(url.protocol)) {
    throw new TypeError(`"${text.slice(0, 200)}" is not the URL of a server; it must be like ws://127.0.0.1:8080.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new TypeError(`The URL of ${url.host} has a user name or a password in it; give the credential as token.`);
  }
  if (url.protocol === 'http:') url.protocol = 'ws:';
  if (url.protocol === 'https:') url.protocol = 'wss:';
  if (url.pathname === '/') url.pathname = realtimePaths[0];
  // A fragment means nothing to a server, and a WebSocket URL must not have one.
  url.hash = '';
  return url;
}
