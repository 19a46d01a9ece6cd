import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { within } from '@steno/testkit';

/** A TCP connection that speaks whatever a test writes. */
export interface RawSocket {
  readonly socket: Socket;
  /** Everything received so far. */
  readonly received: () => Buffer;
  /** Resolves with everything received when the server has ended the connection. */
  readonly ended: () => Promise<Buffer>;
  /** Resolves when that text has been received. */
  readonly until: (text: string) => Promise<void>;
}

/** Connects by TCP; `isHalfOpen` keeps our side open when the server ends its own. */
export async function openRawSocket(port: number, isHalfOpen = false): Promise<RawSocket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: isHalfOpen });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // A reset by the server is an end like any other.
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      resolve();
    });
    socket.once('end', () => {
      resolve();
    });
  });
  await within(once(socket, 'connect'), 'the TCP connection');
  const received = (): Buffer => Buffer.concat(chunks);
  return {
    socket,
    received,
    ended: async () => {
      await within(closed, 'the end of the TCP connection');
      return received();
    },
    until: async (text) => {
      // Not all of it again for each piece: there can be much of it.
      let tail = received();
      const found = new Promise<void>((resolve) => {
        const look = (chunk: Buffer): void => {
          tail = Buffer.concat([tail, chunk]);
          if (tail.includes(text)) {
            socket.off('data', look);
            resolve();
          }
          tail = tail.subarray(-text.length);
        };
        socket.on('data', look);
        look(Buffer.alloc(0));
      });
      await within(found, `"${text}"`);
    },
  };
}

/** The head of an upgrade request. */
export function upgradeHead(key: string, target = '/v2/realtime?language=en'): string {
  return [
    `GET ${target} HTTP/1.1`,
    'Host: localhost',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    `Authorization: ${key}`,
    '',
    '',
  ].join('\r\n');
}

/**
 * The head of a WebSocket frame from a client, with the mask 0, so that a payload stands as it is.
 *
 * @param opcode - 1 text, 2 binary, 8 Close, 9 ping.
 */
export function frameHead(opcode: number, payloadBytes: number): Buffer {
  const head = Buffer.alloc(14);
  head.writeUInt8(0x80 | opcode, 0);
  head.writeUInt8(0x80 | 127, 1);
  head.writeBigUInt64BE(BigInt(payloadBytes), 2);
  return head;
}
