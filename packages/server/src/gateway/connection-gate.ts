import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** How long a connection of an address that comes too often waits to be looked at, in ms. Chosen: a client that means it hardly notices. */
const holdMs = 500;
/** Connections that may wait so, a file descriptor each; more are ended at once. Chosen. */
const maxHeld = 200;

/** What a gate asks. */
export interface ConnectionGateParts {
  /** Counts a connection of an address; false when it comes too often. */
  readonly takes: (address: string | undefined) => boolean;
  /** A connection was ended without being looked at. */
  readonly onDropped: () => void;
}

/**
 * Lets an address that connects again and again wait before anything is made for its connections: a parser, timers and an answer
 * cost ten times what an accepted socket does, and whoever is answered at once comes again at once.
 */
export class ConnectionGate {
  readonly #parts: ConnectionGateParts;
  readonly #server: Server;
  #held = 0;

  /** Stands before all that listens to connections of the server; to be made last, before it listens. */
  constructor(server: Server, parts: ConnectionGateParts) {
    this.#server = server;
    this.#parts = parts;
    const listeners = server.listeners('connection');
    server.removeAllListeners('connection');
    server.on('connection', (socket: Socket) => {
      const pass = (): void => {
        for (const listener of listeners) Reflect.apply(listener, server, [socket]);
      };
      if (parts.takes(socket.remoteAddress)) pass();
      else this.#hold(socket, pass);
    });
  }

  #hold(socket: Socket, pass: () => void): void {
    if (this.#held >= maxHeld) {
      this.#parts.onDropped();
      socket.destroy();
      return;
    }
    this.#held += 1;
    // It may be gone before its time: nobody else listens.
    const ignore = (): void => undefined;
    socket.on('error', ignore);
    socket.pause();
    setTimeout(() => {
      this.#held -= 1;
      if (socket.destroyed) return;
      if (!this.#server.listening) {
        socket.destroy();
        return;
      }
      pass();
      socket.off('error', ignore);
      socket.resume();
    }, holdMs).unref();
  }
}
