/** A value of a proxy variable that is not understood; the message names the variable, never the password. */
export class ProxySettingError extends Error {
  override readonly name = 'ProxySettingError';
  readonly code = 'proxy_setting';
  readonly retryable = false;
}

/**
 * The proxy to use for an address, from `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` or their lower-case
 * spellings, which win. `NO_PROXY` is a list of host names, separated by commas; each also covers the
 * names below it; `*` covers all; a port may follow.
 *
 * @returns undefined when the address is to be reached directly.
 * @throws ProxySettingError when the variable is no `http:` or `https:` URL.
 */
export function proxyFor(url: URL, environment: Readonly<Record<string, string | undefined>>): URL | undefined {
  const variable = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const value = read(environment, variable);
  if (value === undefined || isExempt(url, read(environment, 'NO_PROXY') ?? '')) return undefined;
  const address = value.includes('://') ? value : `http://${value}`;
  const proxy = URL.canParse(address) ? new URL(address) : undefined;
  if (proxy?.protocol !== 'http:' && proxy?.protocol !== 'https:') {
    throw new ProxySettingError(`${variable} is not the address of an HTTP proxy; allowed is http://host:port.`);
  }
  return proxy;
}

function read(environment: Readonly<Record<string, string | undefined>>, variable: string): string | undefined {
  const value = environment[variable.toLowerCase()] ?? environment[variable];
  return value === '' ? undefined : value;
}

function isExempt(url: URL, list: string): boolean {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return list
    .toLowerCase()
    .split(',')
    .map((part) => part.trim())
    .some((part) => {
      if (part === '*') return true;
      const { host, onlyPort } = splitPort(part);
      if (host === '' || (onlyPort !== undefined && onlyPort !== port)) return false;
      return url.hostname === host || url.hostname.endsWith(`.${host}`);
    });
}

function splitPort(part: string): { host: string; onlyPort: string | undefined } {
  const match = /^(.*?)(?::(\d+))?$/.exec(part);
  return { host: (match?.[1] ?? '').replace(/^\*?\./, ''), onlyPort: match?.[2] };
}
