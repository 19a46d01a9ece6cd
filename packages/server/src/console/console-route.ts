import { WireError } from '@steno/protocol';
import type { HttpAnswer, HttpRoutes } from '../gateway/http-answer.ts';
import { jsonAnswer } from '../gateway/json-answer.ts';
import { methodNotAllowed, toRefusal } from '../gateway/refusal.ts';
import type { ParsedRequest } from '../gateway/upgrade-request.ts';
import { acceptsEncoding, namesTag } from './accepted.ts';
import type { ConsoleFile, ConsoleFiles } from './console-files.ts';

/** What the console is told about where it was loaded from. */
export interface ConsoleDoor {
  readonly version: string;
  readonly door: 'clients' | 'admin';
  /** The ports of both doors, of that of operators undefined where there is none. Asked with each request. */
  readonly ports: () => { readonly clients: number; readonly admin: number | undefined };
}

/** The page that says how to get a console where none is built. */
const notBuilt = 'The console is not built. Build it with "npm run build" and start the server again.\n';
const entryPath = '/index.html';
const doorPath = '/console.json';
const assetFolder = '/assets/';

/**
 * What the page may do: run and show what comes from here, and talk to here. `connect-src` names the host, because older
 * browsers do not count WebSockets as `'self'`.
 */
function contentSecurityPolicy(host: string | undefined): string {
  const sockets =
    host !== undefined && /^[A-Za-z0-9.:[\]-]{1,255}$/.test(host) ? `ws://${host} wss://${host}` : 'ws: wss:';
  return [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "media-src 'self' blob:",
    `connect-src 'self' ${sockets}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * Serves the built console: its page at `/`, its files, and `/console.json`. It has no secret, so it asks for no credential.
 * A path is compared with those of the files, as it stands: nothing is decoded, and no file is opened.
 */
export class ConsoleRoute implements HttpRoutes {
  /** See {@link HttpRoutes.maxBodyBytes}. */
  readonly maxBodyBytes = 0;
  /** See {@link HttpRoutes.isForStrangers}. */
  readonly isForStrangers = true;
  readonly #files: ConsoleFiles | undefined;
  readonly #door: ConsoleDoor;

  /** @param files - undefined where none are built. */
  constructor(files: ConsoleFiles | undefined, door: ConsoleDoor) {
    this.#files = files;
    this.#door = door;
  }

  /** See {@link HttpRoutes.serves}. */
  serves(path: string): boolean {
    return path === '/' || path === doorPath || path.startsWith(assetFolder) || this.#files?.has(path) === true;
  }

  /** Answers one request. Never rejects. */
  async answer(request: ParsedRequest): Promise<HttpAnswer> {
    const { method, path } = request;
    if (method !== 'GET' && method !== 'HEAD') return methodNotAllowed(method, ['GET', 'HEAD']);
    if (path === doorPath) return this.#tellDoor();
    if (this.#files === undefined && path === '/') return notBuiltAnswer();
    const file = this.#files?.get(path === '/' ? entryPath : path);
    if (file === undefined) return toRefusal(new WireError('not_found', 'The console has no such file.'));
    return fileAnswer(file, request);
  }

  #tellDoor(): HttpAnswer {
    const { version, door, ports } = this.#door;
    const { clients, admin } = ports();
    return jsonAnswer(200, { version, door, clients_port: clients, admin_port: admin ?? null });
  }
}

function notBuiltAnswer(): HttpAnswer {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
  return { status: 503, headers, body: notBuilt };
}

function fileAnswer({ contentType, variants }: ConsoleFile, { path, header }: ParsedRequest): HttpAnswer {
  const accepted = header('accept-encoding');
  const chosen = variants.find(({ encoding }) => encoding === 'identity' || acceptsEncoding(accepted, encoding));
  if (chosen === undefined) throw new TypeError(`${path} has no variant as it is`);
  const { encoding, bytes, etag } = chosen;
  const headers = {
    etag,
    vary: 'accept-encoding',
    // The name of an asset has the hash of its content, so it never changes; the page names them, so it is asked for each time.
    'cache-control': path.startsWith(assetFolder) ? 'public, max-age=31536000, immutable' : 'no-cache',
    'content-security-policy': contentSecurityPolicy(header('host')),
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'microphone=(self), display-capture=(self), camera=(), geolocation=()',
  };
  if (namesTag(header('if-none-match'), etag)) return { status: 304, headers, body: '' };
  return {
    status: 200,
    headers: {
      ...headers,
      'content-type': contentType,
      'content-length': String(bytes.length),
      ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
    },
    body: bytes,
  };
}
