import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { ModelDownloadError } from './model-download-error.ts';
import { proxyFor, ProxySettingError } from './proxy.ts';

/** How to ask for a file. */
export interface HttpRequestOptions {
  /** Headers to send, beside those of HTTP itself. */
  readonly headers: Readonly<Record<string, string>>;
  /** For each host: the longest time for name, connection and the answer's headers together; ms, > 0. */
  readonly connectTimeoutMs: number;
  /** Read for the proxy variables. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Ends the request, and later the body. */
  readonly signal: AbortSignal;
  /** A sentence for the user: what to do when the host cannot be used. */
  readonly advice: string;
}

/** Chosen: hosts of models answer with one redirection, to where the content is. */
const maxRedirects = 5;

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Sends a GET and follows redirections. Global `fetch` is not used because it knows no proxy variables
 * on Node 20.
 *
 * @returns the answer, whatever its status, as soon as its headers are in; the caller reads or destroys it.
 * @throws ModelDownloadError `unreachable`, also when the time is over; `cancelled` by the signal.
 */
export async function requestFile(url: URL, options: HttpRequestOptions): Promise<http.IncomingMessage> {
  let target = url;
  for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
    const response = await requestOnce(target, options);
    const location = response.headers.location;
    if (!redirectStatuses.has(response.statusCode ?? 0) || location === undefined) return response;
    response.destroy();
    const next = URL.canParse(location, target.href) ? new URL(location, target) : null;
    const isAllowed = next?.protocol === 'https:' || (next?.protocol === 'http:' && target.protocol === 'http:');
    if (next === null || !isAllowed) {
      throw new ModelDownloadError(
        'unreachable',
        `${displayUrl(target)} redirects to ${next === null ? 'no URL' : displayUrl(next)}, which is not allowed. ${options.advice}`,
        { retryable: false },
      );
    }
    target = next;
  }
  throw new ModelDownloadError(
    'unreachable',
    `${displayUrl(url)} redirects more than ${maxRedirects} times. ${options.advice}`,
    {
      retryable: false,
    },
  );
}

/** A URL for messages: without credentials and query. */
export function displayUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

async function requestOnce(url: URL, options: HttpRequestOptions): Promise<http.IncomingMessage> {
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    deadline.abort();
  }, options.connectTimeoutMs);
  // Also bounds the body by the caller's signal: the timer is cleared by then, so it cannot fire.
  const signal = AbortSignal.any([options.signal, deadline.signal]);
  let proxy: URL | undefined;
  try {
    proxy = proxyFor(url, options.environment);
    return await send(url, { ...options, signal, proxy });
  } catch (cause) {
    if (options.signal.aborted)
      throw new ModelDownloadError('cancelled', 'The download was cancelled.', { retryable: true });
    if (cause instanceof ProxySettingError) {
      throw new ModelDownloadError('unreachable', cause.message, { cause, retryable: false });
    }
    const through = proxy === undefined ? '' : ` through the proxy ${proxy.host}`;
    const why = deadline.signal.aborted ? `no answer within ${options.connectTimeoutMs} ms` : describeCause(cause);
    throw new ModelDownloadError('unreachable', `Cannot reach ${url.host}${through}: ${why}. ${options.advice}`, {
      cause,
      retryable: true,
    });
  } finally {
    clearTimeout(timer);
  }
}

/** The first reason there is; a host with several addresses fails with one error for all of them. */
function describeCause(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors[0] !== undefined) return describeCause(cause.errors[0]);
  return cause instanceof Error ? cause.message : String(cause);
}

interface SendOptions extends HttpRequestOptions {
  readonly proxy: URL | undefined;
}

async function send(url: URL, options: SendOptions): Promise<http.IncomingMessage> {
  const { proxy, signal } = options;
  const headers: Record<string, string> = {
    // Set here because Node takes the port of a tunnel or a proxy for that of the host.
    host: url.host,
    'accept-encoding': 'identity',
    'user-agent': 'steno',
    ...options.headers,
  };
  if (proxy === undefined) {
    return answerOf((url.protocol === 'https:' ? https : http).request(url, { agent: false, headers, signal }));
  }
  if (url.protocol === 'http:') return answerOf(requestProxy(proxy, { path: url.href, headers, signal }));
  const tunnel = await openTunnel(url, proxy, signal);
  // The servername is the name in the certificate; an address has none.
  const servername = net.isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0 ? { servername: url.hostname } : {};
  const createConnection = (): Duplex => tls.connect({ socket: tunnel, ALPNProtocols: ['http/1.1'], ...servername });
  return answerOf(https.request(url, { headers, signal, createConnection }));
}

interface ProxyRequest {
  readonly method?: 'CONNECT';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

function requestProxy(proxy: URL, request: ProxyRequest): http.ClientRequest {
  const { username, password } = proxy;
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  const authorization = username === '' ? {} : { 'proxy-authorization': `Basic ${credentials}` };
  return (proxy.protocol === 'https:' ? https : http).request({
    ...request,
    agent: false,
    hostname: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port === '' ? (proxy.protocol === 'https:' ? 443 : 80) : Number(proxy.port),
    headers: { ...request.headers, ...authorization },
  });
}

async function openTunnel(url: URL, proxy: URL, signal: AbortSignal): Promise<net.Socket> {
  const authority = `${url.hostname}:${url.port === '' ? '443' : url.port}`;
  const request = requestProxy(proxy, { method: 'CONNECT', path: authority, headers: { host: authority }, signal });
  return new Promise((resolve, reject) => {
    request.once('connect', (response, socket: net.Socket) => {
      if (response.statusCode === 200) {
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(new Error(`it answered ${response.statusCode ?? 0} to CONNECT`));
    });
    request.once('error', reject);
    request.end();
  });
}

async function answerOf(request: http.ClientRequest): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    // Stays for the request's life: an error after the answer is also an error of the body, and told there.
    request.on('error', reject);
    request.end();
  });
}
