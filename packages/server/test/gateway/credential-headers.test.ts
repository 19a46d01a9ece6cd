import { describe, expect, it } from 'vitest';
import { openRawSocket, upgradeHead } from './raw-socket.ts';
import { useScriptedServers } from './scripted-server.ts';

const start = useScriptedServers();

describe('a request with more than one credential', () => {
  const heads: readonly (readonly [string, (good: string) => readonly string[], number])[] = [
    [
      'two Authorization headers, the first one good',
      (good) => [`Authorization: ${good}`, 'Authorization: wrong'],
      401,
    ],
    [
      'two Authorization headers, the second one good',
      (good) => ['Authorization: wrong', `Authorization: ${good}`],
      401,
    ],
    ['two of another case', (good) => [`AUTHORIZATION: ${good}`, 'authorization: wrong'], 401],
    ['the same good one twice', (good) => [`Authorization: ${good}`, `Authorization: ${good}`], 401],
    ['two x-api-key', (good) => [`x-api-key: ${good}`, 'X-Api-Key: wrong'], 401],
    ['a wrong Authorization before a good x-api-key', (good) => [`x-api-key: ${good}`, 'Authorization: wrong'], 401],
    ['an empty Authorization before a good x-api-key', (good) => ['Authorization:', `x-api-key: ${good}`], 101],
    ['a good one in capitals', (good) => [`AUTHORIZATION: BEARER ${good}`], 101],
    ['a header that goes on in the next line', (good) => ['Authorization: Bearer', ` ${good}`], 400],
    ['a header with a space before its colon', (good) => [`Authorization : ${good}`], 400],
    ['a good one behind a NUL', (good) => [`Authorization: \0${good}`], 400],
  ];

  it.each(heads)('%s', async (_what, lines, status) => {
    const server = await start();
    const raw = await openRawSocket(server.server.port);
    raw.socket.write(upgradeHead('').replace('Authorization: \r\n', `${lines(server.key).join('\r\n')}\r\n`));
    await raw.until('HTTP/1.1 ');
    expect(raw.received().toString('latin1', 9, 12)).toBe(String(status));
    raw.socket.destroy();
  });

  it('and a body that hides a second request gets one answer', async () => {
    const server = await start();
    const raw = await openRawSocket(server.server.port);
    const hidden = `GET /v2/sessions HTTP/1.1\r\nHost: x\r\nAuthorization: ${server.key}\r\n\r\n`;
    raw.socket.write(
      `POST /v2/tokens HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    );
    expect((await raw.ended()).toString('latin1')).toMatch(/^HTTP\/1\.1 400 (?:(?!HTTP\/1\.1)[^])*$/);
  });
});
