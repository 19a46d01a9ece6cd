import { connect, type Socket } from 'node:net';
import { BenchError } from '../bench-error.ts';
import type { ServerAddress } from '../server/server-program.ts';
import { stampNow } from './delay-stamp.ts';

/** Not zero: with a key of zero the server's library skips the unmasking that real clients make it do. */
const maskKey = Buffer.from([0x5a, 0xc3, 0x17, 0x99]);
/** Of a message of 126..65,535 bytes. */
const headerBytes = 8;
const openTimeoutMs = 20_000;
const textFrame = 0x81;

/**
 * A masked WebSocket frame, made once so that sending costs next to nothing.
 *
 * @param payload - at most 65,535 bytes; copied.
 * @param opcode - 1 for text, 2 for binary; default 2.
 */
export function createFrame(payload: Uint8Array, opcode: 1 | 2 = 2): Buffer {
  const header =
    payload.length < 126
      ? Buffer.from([0x80 | opcode, 0x80 | payload.length])
      : Buffer.from([0x80 | opcode, 0x80 | 126, payload.length >> 8, payload.length & 0xff]);
  const masked = payload.map((byte, index) => byte ^ (maskKey[index % maskKey.length] ?? 0));
  return Buffer.concat([header, maskKey, masked]);
}

/**
 * A copy of a frame whose message begins with the present time, four bytes, little-endian.
 *
 * @param frame - with a payload of 126 bytes or more.
 */
export function stampedCopy(frame: Buffer): Buffer {
  const copy = Buffer.from(frame);
  copy.writeUInt32LE((stampNow() ^ maskKey.readUInt32LE(0)) >>> 0, headerBytes);
  return copy;
}

/** What arrives is only looked at for its first byte, so all connections share the memory. */
const arrivals = Buffer.alloc(64 * 1024);

/** A WebSocket client over plain TCP that sends ready frames and reads no more than it has to. */
export class RawConnection {
  readonly #socket: Socket;
  /** On the clock of `performance.now()`; NaN when no answer is awaited. */
  #sentAtMs = NaN;

  /** For {@link RawConnection.open}. */
  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /**
   * Connects and upgrades.
   *
   * @param onAnswer - called with the ms from the last message sent to the first text after it; default nothing.
   * @throws rejects with BenchError `no_answer`.
   */
  static async open(
    { url, key }: ServerAddress,
    onAnswer: (ms: number) => void = () => undefined,
  ): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    let head = '';
    let connection: RawConnection | undefined;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<RawConnection>((resolve, reject) => {
        const fail = (cause?: unknown): void => {
          reject(new BenchError('no_answer', `The server did not take a connection. ${head}`, cause));
        };
        const onBytes = (length: number, bytes: Uint8Array): boolean => {
          if (connection !== undefined) {
            connection.#onBytes(bytes[0], onAnswer);
            return true;
          }
          head += Buffer.from(bytes.buffer, bytes.byteOffset, length).toString('latin1');
          if (!head.includes('\r\n\r\n')) return true;
          if (head.startsWith('HTTP/1.1 101')) {
            connection = new RawConnection(socket);
            resolve(connection);
          } else fail();
          return true;
        };
        const socket = connect({ host: hostname, port: Number(port), onread: { buffer: arrivals, callback: onBytes } });
        timer = setTimeout(() => {
          socket.destroy();
          fail();
        }, openTimeoutMs);
        socket.setNoDelay(true);
        socket.on('error', fail);
        socket.write(
          [
            'GET /v2/realtime?language=en-US HTTP/1.1',
            `Host: ${hostname}:${port}`,
            'Connection: Upgrade',
            'Upgrade: websocket',
            'Sec-WebSocket-Version: 13',
            'Sec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==',
            `Authorization: ${key}`,
            '\r\n',
          ].join('\r\n'),
        );
      });
    } finally {
      clearTimeout(timer);
    }
  }

  /** True when the connection is gone. */
  get isClosed(): boolean {
    return this.#socket.destroyed;
  }

  /** Sends a frame, after those before it; nothing when the connection is gone. */
  write(frame: Buffer): void {
    if (!this.#socket.destroyed) this.#socket.write(frame);
  }

  /**
   * Sends a frame, unless the one before it is still held here.
   *
   * @param frame - kept until the network takes it.
   * @returns whether it was sent.
   */
  send(frame: Buffer): boolean {
    if (this.#socket.writableLength > 0 || this.#socket.destroyed) return false;
    this.#sentAtMs = performance.now();
    this.#socket.write(frame);
    return true;
  }

  /** Ends the connection without a Close frame. */
  close(): void {
    this.#socket.destroy();
  }

  #onBytes(firstByte: number | undefined, onAnswer: (ms: number) => void): void {
    if (firstByte !== textFrame || Number.isNaN(this.#sentAtMs)) return;
    onAnswer(performance.now() - this.#sentAtMs);
    this.#sentAtMs = NaN;
  }
}
