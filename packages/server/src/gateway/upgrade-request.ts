import type { IncomingMessage } from 'node:http';
import type { UpgradeRequest } from '@steno/protocol';

/** The parts of a request that the gateway uses. */
export interface ParsedRequest extends UpgradeRequest {
  readonly path: string;
  /** True when a browser's page sends it: it cannot see why an upgrade fails. */
  readonly isFromBrowser: boolean;
}

/** Reads the target and the headers of a request. Never throws: an odd target is a path nobody has. */
export function parseRequest(request: IncomingMessage): ParsedRequest {
  const target = request.url ?? '';
  const queryAt = target.indexOf('?');
  const path = queryAt < 0 ? target : target.slice(0, queryAt);
  const { headers } = request;
  return {
    path: path.length > 1 ? path.replace(/\/+$/, '') : path,
    query: new URLSearchParams(queryAt < 0 ? '' : target.slice(queryAt + 1)),
    header: (name) => {
      const value = headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
    isFromBrowser: headers.origin !== undefined,
  };
}
