import type { UpgradeRequest } from '../src/connect-parameters.ts';

/**
 * An upgrade request as the server sees it.
 *
 * @param query - for example `language=en&token=x`.
 * @param headers - names in any case, as a client may write them.
 */
export function upgradeRequest(query = '', headers: Readonly<Record<string, string>> = {}): UpgradeRequest {
  const lowerCase = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { query: new URLSearchParams(query), header: (name) => lowerCase.get(name) };
}

/** The error a function throws; undefined when it throws none. */
export function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
