import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { BenchError } from '../bench-error.ts';
import type { ServerAddress } from '../server/server-program.ts';

const openTimeoutMs = 20_000;

/**
 * Opens a session over a bare TCP socket: the cheapest client there can be. What the server says is read
 * and not looked at.
 *
 * @throws rejects with BenchError `no_answer` when the server does not take it.
 */
export async function openRawSession({ url, key }: ServerAddress): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  let answer = '';
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error('time is up'));
      }, openTimeoutMs);
      socket.once('error', reject);
      socket.on('data', (bytes: Buffer) => {
        if (answer.includes('\r\n')) return;
        answer += bytes.toString('latin1');
        if (!answer.includes('\r\n')) return;
        if (answer.startsWith('HTTP/1.1 101')) resolve();
        else reject(new Error(answer));
      });
      socket.write(
        [
          'GET /v2/realtime?language=en-US HTTP/1.1',
          `Host: ${hostname}:${port}`,
          'Upgrade: websocket',
          'Connection: Upgrade',
          `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
          'Sec-WebSocket-Version: 13',
          `Authorization: ${key}`,
          '',
          '',
        ].join('\r\n'),
      );
    });
  } catch (cause) {
    socket.destroy();
    throw new BenchError('no_answer', 'The server did not take a session.', cause);
  } finally {
    clearTimeout(timer);
  }
  socket.on('error', () => undefined);
  return socket;
}

/** Any mask does; one that is not zero makes the server unmask. */
const maskKey = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);

/**
 * Makes a whole frame as a client sends it.
 *
 * @param opcode - 1 for text, 2 for binary.
 * @param payload - at most 65,535 bytes; not changed.
 */
export function makeClientFrame(opcode: 1 | 2, payload: Uint8Array): Buffer {
  const header =
    payload.length < 126
      ? Buffer.from([0x80 | opcode, 0x80 | payload.length])
      : Buffer.from([0x80 | opcode, 0x80 | 126, payload.length >> 8, payload.length & 0xff]);
  const masked = payload.map((byte, index) => byte ^ (maskKey[index % maskKey.length] ?? 0));
  return Buffer.concat([header, maskKey, masked]);
}
