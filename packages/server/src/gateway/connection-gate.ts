import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** How long a connection waits at least, in ms. Chosen: a client that means it hardly notices, and whoever comes again and again does. */
const leastWaitMs = 500;
/**
 * One connection in so many ms leaves the queue. Chosen: to hear and refuse one takes 0.15 ms, so a flood costs a twelfth of the
 * event loop, and a thousand clients of one address that come back at once are served within 2 s.
 */
const paceMs = 2;
/** Connections that may wait, a file descriptor each; more are ended at once. Chosen: four times what leaves in the least wait. */
const maxWaiting = 1000;

/** What a gate asks. */
export interface ConnectionGateParts {
  /** Counts a connection of an address; false when it comes too often. */
  readonly takes: (address: string | undefined) => boolean;
  /** A connection has to wait. */
  readonly onDelayed: () => void;
  /** A connection was ended without being looked at. */
  readonly onDropped: () => void;
}

/**
 * Lets connections of an address that connects again and again wait in a queue before anything is made for them: a parser, timers
 * and an answer cost several times what an accepted socket does, and whoever is answered at once comes again at once. They leave it
 * one by one, because connections that are heard in one turn of the event loop hold up everybody else.
 */
export class ConnectionGate {
  readonly #parts: ConnectionGateParts;
  readonly #server: Server;
  /** The one that has waited longest first. */
  readonly #waiting = new Set<Waiting>();

  /** Stands before all that listens to connections of the server; to be made last, before it listens. */
  constructor(server: Server, parts: ConnectionGateParts) {
    this.#parts = parts;
    this.#server = server;
    const listeners = server.listeners('connection');
    server.removeAllListeners('connection');
    server.on('connection', (socket: Socket) => {
      const pass = (): void => {
        for (const listener of listeners) Reflect.apply(listener, server, [socket]);
      };
      if (parts.takes(socket.remoteAddress)) pass();
      else this.#queue(socket, pass);
    });
  }

  #queue(socket: Socket, pass: () => void): void {
    if (this.#waiting.size >= maxWaiting) {
      this.#parts.onDropped();
      socket.destroy();
      return;
    }
    this.#parts.onDelayed();
    // It may be gone before its time: nobody else listens.
    socket.on('error', ignore);
    socket.pause();
    this.#waiting.add({ socket, pass, dueMs: performance.now() + leastWaitMs });
    if (this.#waiting.size === 1) setTimeout(this.#release, leastWaitMs).unref();
  }

  /** Runs for as long as somebody waits. */
  readonly #release = (): void => {
    const [first] = this.#waiting;
    if (first === undefined) return;
    if (!this.#server.listening) {
      for (const { socket } of this.#waiting) socket.destroy();
      this.#waiting.clear();
      return;
    }
    const earlyMs = first.dueMs - performance.now();
    if (earlyMs <= 0) {
      this.#waiting.delete(first);
      letIn(first);
    }
    if (this.#waiting.size > 0) setTimeout(this.#release, Math.max(paceMs, earlyMs)).unref();
  };
}

interface Waiting {
  readonly socket: Socket;
  readonly pass: () => void;
  /** When it may leave at the earliest, on the clock of `performance.now()`. */
  readonly dueMs: number;
}

function letIn({ socket, pass }: Waiting): void {
  if (socket.destroyed) return;
  pass();
  socket.off('error', ignore);
  socket.resume();
}

function ignore(): void {
  // The connection is gone; what became of it nobody asks.
}
