import type { Server } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** Every request names its version so, before the end of its first line: HTTP/1.1, and what else the parser takes. */
const versionMark = '/1.';
/** Marks in one read of a socket, of at most 64 KiB. Chosen: four times what clients that send requests ahead have in flight. */
const maxMarks = 32;

/**
 * Refuses reads with very many requests in them. The parser makes all requests of a read in one turn, whatever becomes of the
 * first: 1,700 of them take 100 ms, in which nobody else is served. Such a read is overwritten before the parser has it, which
 * then answers what is no request: 400.
 */
export class CrowdedReads {
  readonly #ignore = (): void => undefined;
  readonly #check: (this: Socket, chunk: Buffer) => void;

  /**
   * Watches a server that does not listen yet.
   *
   * @param onCrowded - told the address of whoever sends such a read.
   */
  constructor(server: Server, isSecure: boolean, onCrowded: (address: string | undefined) => void) {
    this.#check = function check(chunk): void {
      if (!isCrowded(chunk)) return;
      chunk.fill(0);
      onCrowded(this.remoteAddress);
    };
    server.on(isSecure ? 'secureConnection' : 'connection', (socket: Socket) => {
      socket.prependListener('data', this.#check);
      // The parser reads past the socket's events until somebody listens to them by `on`.
      socket.on('data', this.#ignore);
    });
  }

  /** A connection asked for an upgrade: what comes now are no requests. */
  upgraded(socket: Duplex): void {
    if (!(socket instanceof Socket)) return;
    socket.off('data', this.#check);
    socket.off('data', this.#ignore);
  }
}

function isCrowded(chunk: Buffer): boolean {
  let marks = 0;
  for (let at = chunk.indexOf(versionMark); at >= 0; at = chunk.indexOf(versionMark, at + versionMark.length)) {
    // In a body that is JSON no line can end there.
    if (!isLineEnd(chunk[at + versionMark.length + 1])) continue;
    marks += 1;
    if (marks > maxMarks) return true;
  }
  return false;
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === 0x0d || byte === 0x0a;
}
