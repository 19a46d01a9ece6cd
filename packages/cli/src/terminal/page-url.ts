/** Addresses that mean "every one of this machine"; a browser cannot go there. */
const everyAddress: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '[::]': '[::1]' };

/**
 * The address of a page on a server, as a browser of this machine takes it.
 *
 * @param serverUrl - where the server listens, for example `ws://0.0.0.0:8080` or `http://127.0.0.1:8081`.
 * @param key - signs in whoever opens it; in the fragment, which is never sent to a server. Absent for none.
 */
export function pageUrl(serverUrl: string, key?: string): string {
  const url = new URL(serverUrl.replace(/^ws/, 'http'));
  url.hostname = everyAddress[url.hostname] ?? url.hostname;
  url.hash = key === undefined ? '' : `key=${key}`;
  return url.href;
}
