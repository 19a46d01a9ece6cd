import type { HttpAnswer } from '../gateway/http-answer.ts';

/**
 * The headers that every answer has, so that a browser makes nothing of it but what it is: no other type is guessed, nothing in
 * it is loaded, run or framed, and its address, which can hold a token, is told to nobody.
 */
const always = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
} as const;

/**
 * Tells the headers that protect a browser.
 *
 * @param isSecure - whether the client speaks TLS; RFC 6797 forbids the header about TLS elsewhere.
 * @param hstsSeconds - how long browsers shall insist on TLS; 0 for not.
 */
export function protectiveHeaders(isSecure: boolean, hstsSeconds: number): HttpAnswer['headers'] {
  if (!isSecure || hstsSeconds === 0) return always;
  return { ...always, 'strict-transport-security': `max-age=${hstsSeconds}` };
}
