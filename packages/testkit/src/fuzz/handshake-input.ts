import type { Random } from '../random.ts';
import { mutateBytes, onceIn, pick } from './mutate-bytes.ts';

const methods = [
  'GET',
  'HEAD',
  'POST',
  'DELETE',
  'PUT',
  'OPTIONS',
  'PATCH',
  'TRACE',
  'CONNECT',
  'get',
  'M-SEARCH',
  'X',
  '',
];
const versions = ['HTTP/1.1', 'HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/1.2', 'http/1.1', 'HTTP/11', 'HTTP', ''];
const paths = [
  '/v2/realtime',
  '/realtime',
  '/v2/realtime/',
  '/v2//realtime',
  '/v2/../v2/realtime',
  '/v2/./realtime',
  '/v2%2frealtime',
  '/%76%32/realtime',
  '/v2/realtime%00',
  '/v2/realtime;a=b',
  '/v2/realtime#a',
  '//v2/realtime',
  'http://other.example/v2/realtime',
  '\\v2\\realtime',
  '*',
  '/healthz',
  '/readyz',
  '/metrics',
  '/admin/keys',
  '/v2/keys',
  '/v2/tokens',
  '/v2/usage',
  '/v2/capacity',
  '/v2/sessions',
  '/v2/sessions/..%2f..%2fetc%2fpasswd',
  '/v2/sessions/%',
  '/v2/sessions/a?as=srt',
  '/api/v4/realtime/status',
  '/api/v4/realtime/initialize',
];
const queries = [
  '',
  'language=en',
  'language=en&language=de',
  'language=%',
  'language=en&endpointing_ms=1e9',
  'language=en&endpointing_ms=-1',
  'language=en&max_segment_ms=NaN',
  'language=en&key_terms=%00',
  'language=en&key_terms=a&key_terms=%F0%9F%98%80',
  'language=en&type=quality&partial=maybe',
  'language=en&format=../../x',
  'language=en&session=a&resume_token=b&last_seq=9007199254740993',
  'language=en&__proto__=x&constructor=y',
  'language=en&token=',
  'limit=0&after=%FF',
  'from=2026-01-01&to=0000-00-00',
];
const values = [
  '',
  ' ',
  '\t',
  'a'.repeat(300),
  '-1',
  '0',
  '1e309',
  '\u00ff\u00fe',
  '\u00c3\u00a9',
  '%00',
  '{}',
  ', ,',
  '"',
  'null',
  '../..',
];
const names = [
  'Authorization',
  'x-api-key',
  'x-zoom-s2t-key',
  'Content-Type',
  'Content-Length',
  'Transfer-Encoding',
  'Expect',
  'Origin',
  'language',
  'type',
  'key_terms',
  'partial',
  'session',
  'resume_token',
  'last_seq',
  'Sec-WebSocket-Protocol',
  'Sec-WebSocket-Extensions',
  'Sec-WebSocket-Key',
  'Sec-WebSocket-Version',
  'Upgrade',
  'Connection',
  'Host',
  'X-Forwarded-For',
  'Cookie',
  '__proto__',
];
const goodValues = [
  'chunked',
  '100-continue',
  'audio/L16;rate=16000',
  'permessage-deflate',
  'websocket',
  'close',
  '13',
  'en',
  'token, x',
];

/**
 * The bytes of a request near to one that opens a session.
 *
 * @param key - a credential, which some of them carry.
 */
export function handshakeInput(random: Random, key: string): Buffer {
  const isUpgrade = !onceIn(random, 3);
  const method = isUpgrade && !onceIn(random, 8) ? 'GET' : pick(random, methods);
  const path = onceIn(random, 2) ? '/v2/realtime' : pick(random, paths);
  const query = onceIn(random, 2) ? 'language=en' : pick(random, queries);
  const version = onceIn(random, 12) ? pick(random, versions) : 'HTTP/1.1';
  const lines = ['Host: a', `Authorization: ${onceIn(random, 4) ? pick(random, values) : key}`];
  if (isUpgrade) {
    lines.push('Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13');
    lines.push('Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==');
  }
  for (let count = random.integer(0, 2); count > 0; count -= 1) {
    lines.push(`${pick(random, names)}: ${pick(random, onceIn(random, 2) ? values : goodValues)}`);
  }
  if (onceIn(random, 6)) lines.splice(random.integer(0, lines.length - 1), 1);
  if (onceIn(random, 8)) lines.push(pick(random, lines));
  if (onceIn(random, 300)) lines.push(`X-Long: ${'x'.repeat(random.integer(8000, 30_000))}`);
  if (onceIn(random, 300)) for (let count = 0; count < 1500; count += 1) lines.push(`x${count}:1`);
  const end = onceIn(random, 20) ? '\n' : '\r\n';
  const head = `${method} ${path}${query === '' ? '' : `?${query}`} ${version}${end}${lines.join(end)}${end}${end}`;
  const body = onceIn(random, 6)
    ? pick(random, ['{}', '{"ttl_seconds":1e9}', '5\r\nhello\r\n0\r\n\r\n', 'x'.repeat(500)])
    : '';
  const bytes = Buffer.from(head + body, 'latin1');
  return onceIn(random, 3) ? mutateBytes(random, bytes) : bytes;
}

/** The bytes of the request that opens a session. */
export function goodHandshake(key: string): Buffer {
  return Buffer.from(
    [
      'GET /v2/realtime?language=en HTTP/1.1',
      'Host: a',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits',
      `Authorization: ${key}`,
      '\r\n',
    ].join('\r\n'),
  );
}
