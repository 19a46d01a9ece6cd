import type { HttpAnswer, TextAnswer } from './http-answer.ts';

/**
 * Puts a value into an HTTP answer that no cache keeps.
 *
 * @param headers - more of them, names in lower case.
 */
export function jsonAnswer(status: number, value: unknown, headers: HttpAnswer['headers'] = {}): TextAnswer {
  const body = JSON.stringify(value);
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      'cache-control': 'no-store',
      ...headers,
    },
    body,
  };
}
