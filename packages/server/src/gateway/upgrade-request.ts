import { isAscii, isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { UpgradeRequest } from '@steno/protocol';

/** The parts of a request that the gateway uses. */
export interface ParsedRequest extends UpgradeRequest {
  /** In capitals, as it came. */
  readonly method: string;
  readonly path: string;
  /** True when a browser's page sends it: it cannot see why an upgrade fails. */
  readonly isFromBrowser: boolean;
  /** Where that page comes from; undefined for a client that is no page. */
  readonly origin: string | undefined;
  /** The address of the client, or of a proxy that is not trusted; undefined when the connection is gone. */
  readonly address: string | undefined;
  /** True when the client speaks TLS, with this server or with a proxy that is trusted. */
  readonly isSecure: boolean;
}

/**
 * Reads the target and the headers of a request. Never throws: an odd target is a path nobody has.
 *
 * @param from - where it comes from.
 */
export function parseRequest(
  request: IncomingMessage,
  from: Pick<ParsedRequest, 'address' | 'isSecure'>,
): ParsedRequest {
  const target = request.url ?? '';
  const queryAt = target.indexOf('?');
  const path = queryAt < 0 ? target : target.slice(0, queryAt);
  const { headers } = request;
  return {
    method: request.method ?? '',
    path: withoutEndSlashes(path),
    query: new URLSearchParams(queryAt < 0 ? '' : target.slice(queryAt + 1)),
    // All values of a header that came twice: of two credentials nobody shall choose one, a proxy the first and we the other.
    header: (name) => decoded(request.headersDistinct[name]?.join(', ')),
    isFromBrowser: headers.origin !== undefined,
    origin: headers.origin,
    address: from.address,
    isSecure: from.isSecure,
  };
}

/** Node reads the bytes of a header as Latin-1; a client that writes other letters means UTF-8. */
function decoded(value: string | undefined): string | undefined {
  const bytes = Buffer.from(value ?? '', 'latin1');
  return isAscii(bytes) || !isUtf8(bytes) ? value : bytes.toString('utf8');
}

/** By hand: a pattern for slashes at the end takes quadratic time over slashes that are not there. */
function withoutEndSlashes(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === '/') end -= 1;
  return path.slice(0, end);
}
