import { STATUS_CODES } from 'node:http';
import { httpStatusOf, type WireError } from '@steno/protocol';

/** Seconds a client should wait before it tries again, by code; for `Retry-After`. Chosen. */
const retryAfterSeconds: Readonly<Record<string, number>> = { at_capacity: 5, shutting_down: 10 };

/** An HTTP answer that refuses a request. */
export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Puts an error into an HTTP answer: `{"error":{"code","message","details"}}`. */
export function toRefusal(error: WireError): Refusal {
  const { code, message, details } = error;
  const body = JSON.stringify({ error: { code, message, details: details ?? {} } });
  const retryAfter = retryAfterSeconds[code];
  return {
    status: httpStatusOf(code),
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      'cache-control': 'no-store',
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      ...(code === 'unauthorized' ? { 'www-authenticate': 'Bearer' } : {}),
      ...(code === 'upgrade_required' ? { upgrade: 'websocket' } : {}),
    },
    body,
  };
}

/** The same answer as bytes of HTTP/1.1, for a socket whose request asked for an upgrade. */
export function toHttpMessage(refusal: Refusal): string {
  const lines = Object.entries({ ...refusal.headers, connection: 'close' }).map(([name, value]) => `${name}: ${value}`);
  const reason = STATUS_CODES[refusal.status] ?? 'Error';
  return `HTTP/1.1 ${refusal.status} ${reason}\r\n${lines.join('\r\n')}\r\n\r\n${refusal.body}`;
}
