import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { LimitCounters } from '../limits/limit-counters.ts';

/** What bounds the handshakes of a listener. */
export interface HandshakeLimits {
  /** Connections at once that nobody has heard a whole request of; integer, >= 1. */
  readonly maxHandshakes: number;
  readonly counters: Pick<LimitCounters, 'count'>;
}

/**
 * Connections that have not said what they want: no byte, half a TLS handshake, half a head, half a body, or nothing
 * since their last answer. Whoever means it is through within a few round trips, so one too many ends the oldest: slow ones
 * push each other out, and not the next client.
 */
export class Handshakes {
  /** By {@link nameOf}, the oldest first. */
  readonly #waiting = new Map<string, Socket>();
  readonly #limits: HandshakeLimits;

  /** Watches a server that does not listen yet. */
  constructor(server: Server, limits: HandshakeLimits) {
    this.#limits = limits;
    server.on('connection', (socket: Socket) => {
      const name = nameOf(socket);
      this.#add(name, socket);
      socket.once('close', () => {
        if (this.#waiting.get(name) === socket) this.#waiting.delete(name);
      });
    });
  }

  /** A request is complete: its connection is no longer one that says nothing, until it has been answered. */
  heard(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const name = nameOf(socket);
    const waiting = this.#waiting.get(name);
    if (waiting === undefined) return;
    this.#waiting.delete(name);
    response.once('close', () => {
      if (!socket.destroyed && !waiting.destroyed) this.#add(name, waiting);
    });
  }

  /** A connection asked for an upgrade; others bound it from now on. */
  upgraded(socket: Duplex): void {
    // Both kinds of servers give sockets of the network.
    if (socket instanceof Socket) this.#waiting.delete(nameOf(socket));
  }

  #add(name: string, socket: Socket): void {
    this.#waiting.set(name, socket);
    const [oldest] = this.#waiting;
    if (oldest === undefined || this.#waiting.size <= this.#limits.maxHandshakes) return;
    this.#waiting.delete(oldest[0]);
    this.#limits.counters.count('handshakes');
    oldest[1].destroy();
  }
}

/** The two ends of a connection. TLS has a socket of its own over that of the connection; both have the same ends. */
function nameOf({ remoteAddress, remotePort, localAddress }: Socket): string {
  return `${remoteAddress ?? ''} ${remotePort ?? 0} ${localAddress ?? ''}`;
}
