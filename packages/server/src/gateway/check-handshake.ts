import type { IncomingMessage } from 'node:http';
import { WireError } from '@steno/protocol';

/** 16 bytes in base64 (RFC 6455, 4.1). */
const keyForm = /^[+/0-9A-Za-z]{22}==$/;
const tokenForm = /^[-!#$%&'*+.^_`|~0-9A-Za-z]+$/;
/** Version 8 is 13 before it had its number. */
const versions = ['13', '8'];

/**
 * Checks that a request asks for a WebSocket as RFC 6455 wants it, so that nothing is opened or used up for one that cannot be
 * answered with an upgrade.
 *
 * @throws WireError `bad_request` or `method_not_allowed`.
 */
export function checkHandshake({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>): void {
  if (method !== 'GET') {
    throw new WireError('method_not_allowed', 'A WebSocket is asked for with GET.', { allowed: ['GET'] });
  }
  if (headers.upgrade?.toLowerCase() !== 'websocket') {
    throw bad('Upgrade', 'is not websocket');
  }
  if (!keyForm.test(headers['sec-websocket-key'] ?? '')) {
    throw bad('Sec-WebSocket-Key', 'is not 16 bytes in base64');
  }
  if (!versions.includes(headers['sec-websocket-version'] ?? '')) {
    throw bad('Sec-WebSocket-Version', 'is not 13');
  }
  const offered = headers['sec-websocket-protocol']?.split(',').map((name) => name.trim());
  if (offered === undefined) return;
  if (!offered.every((name) => tokenForm.test(name)) || new Set(offered).size < offered.length) {
    throw bad('Sec-WebSocket-Protocol', 'is not a list of different names');
  }
}

function bad(header: string, problem: string): WireError {
  return new WireError('bad_request', `This is no WebSocket handshake: the header ${header} ${problem}.`, { header });
}
