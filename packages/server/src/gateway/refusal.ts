import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { httpStatusOf, WireError } from '@steno/protocol';
import type { HttpAnswer, TextAnswer } from './http-answer.ts';
import { jsonAnswer } from './json-answer.ts';

/** Seconds a client should wait before it tries again, by code. Chosen. */
const retryAfterSeconds: Readonly<Record<string, number>> = {
  at_capacity: 5,
  shutting_down: 10,
  too_many_sessions: 5,
  rate_limited: 1,
};

/** When to try again, in s, as `Retry-After` has it; undefined for an error that says nothing of it. */
export function retryAfterOf({ code, details }: WireError): number | undefined {
  const told = details?.['retry_after'];
  return typeof told === 'number' ? told : retryAfterSeconds[code];
}

/**
 * Puts an error into an HTTP answer: `{"error":{"code","message","details"}}`.
 *
 * @param headers - more of them, names in lower case.
 */
export function toRefusal(error: WireError, headers: HttpAnswer['headers'] = {}): TextAnswer {
  const { code, message, details } = error;
  const retryAfter = retryAfterOf(error);
  const answer = jsonAnswer(
    httpStatusOf(code),
    { error: { code, message, details: details ?? {} } },
    {
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      ...(code === 'unauthorized' ? { 'www-authenticate': 'Bearer' } : {}),
      ...(code === 'method_not_allowed' ? allowOf(details) : {}),
      ...(code === 'upgrade_required' ? { upgrade: 'websocket' } : {}),
      ...headers,
    },
  );
  return { ...answer, refusal: code };
}

/**
 * The answer to a method that a path does not serve.
 *
 * @param allowed - the methods it serves.
 */
export function methodNotAllowed(method: string, allowed: readonly string[]): TextAnswer {
  const message = `${method.slice(0, 20)} is not served here, but ${allowed.join(', ')}.`;
  return toRefusal(new WireError('method_not_allowed', message, { allowed }));
}

function allowOf(details: WireError['details']): { readonly allow?: string } {
  const allowed: unknown = details?.['allowed'];
  return Array.isArray(allowed) ? { allow: allowed.join(', ') } : {};
}

/**
 * Answers a socket whose request asked for an upgrade, and ends it: it may keep its side open and go on sending, and neither
 * holds it.
 *
 * @param headers - more of them, names in lower case.
 */
export function refuseOverHttp(socket: Duplex, error: WireError, headers: HttpAnswer['headers']): void {
  socket.resume();
  socket.once('finish', () => {
    socket.destroy();
  });
  socket.end(toHttpMessage(toRefusal(error), headers));
}

/**
 * The same answer as bytes of HTTP/1.1, for a socket whose request asked for an upgrade.
 *
 * @param headers - more of them, names in lower case.
 */
function toHttpMessage(refusal: TextAnswer, headers: HttpAnswer['headers']): string {
  const lines = Object.entries({ ...headers, ...refusal.headers, connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const reason = STATUS_CODES[refusal.status] ?? 'Error';
  return `HTTP/1.1 ${refusal.status} ${reason}\r\n${lines.join('\r\n')}\r\n\r\n${refusal.body}`;
}
