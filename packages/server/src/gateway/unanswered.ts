import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests that may be sent on a connection before the answer to the first has gone out. Chosen: hardly any client sends two. */
const maxUnanswered = 8;

/** Counts the requests of each connection that have no answer yet, and ends a connection with too many: all that come at once are read in one turn. */
export class Unanswered {
  readonly #counts = new WeakMap<Socket, number>();

  /**
   * Takes a request.
   *
   * @returns false when it is not to be answered: its connection has been ended.
   */
  take({ socket }: IncomingMessage, response: ServerResponse): boolean {
    // What came behind the one too many.
    if (socket.destroyed) return false;
    const count = this.#counts.get(socket) ?? 0;
    if (count >= maxUnanswered) {
      socket.destroy();
      return false;
    }
    this.#counts.set(socket, count + 1);
    response.once('close', () => {
      this.#counts.set(socket, (this.#counts.get(socket) ?? 1) - 1);
    });
    return true;
  }
}
