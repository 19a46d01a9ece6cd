import { closeCodeOf, type WireError } from '@steno/protocol';
import type { Clock } from '../session/ports.ts';
import { retryAfterOf } from './refusal.ts';
import type { SocketEvents, WebSocketConnection } from './ws-adapter.ts';

const nothing = (): void => undefined;

/** For a connection that is only told why it ends. */
const deaf: Omit<SocketEvents, 'onGone'> = {
  onAudio: nothing,
  onText: nothing,
  onCloseFrame: nothing,
  onViolation: nothing,
  onDrain: nothing,
  onConfirmed: nothing,
};

/** How long whoever is refused may take to close, in ms. Chosen: a round trip around the world, ten times. */
const refusalTimeoutMs = 2000;

/** Every WebSocket of a gateway that is not gone, with or without a session. */
export class Connections {
  readonly #clock: Clock;
  readonly #open = new Set<WebSocketConnection>();
  readonly #strangers = new Set<WebSocketConnection>();
  readonly #waiting = new Set<() => void>();
  #isClosing = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** All of them. */
  get size(): number {
    return this.#open.size;
  }

  /** Connections without a session. */
  get strangerCount(): number {
    return this.#strangers.size;
  }

  /** Takes the connection of a session in; one that comes too late is ended at once. */
  track(connection: WebSocketConnection): void {
    this.#strangers.delete(connection);
    this.#open.add(connection);
    if (this.#isClosing) connection.terminate();
  }

  /** Takes a connection in that has no session yet. */
  trackStranger(connection: WebSocketConnection): void {
    this.track(connection);
    this.#strangers.add(connection);
  }

  /** A tracked connection is gone. */
  untrack(connection: WebSocketConnection): void {
    this.#strangers.delete(connection);
    this.#open.delete(connection);
    if (this.#open.size > 0) return;
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /** Takes a connection in only to tell it an error and close it. */
  refuse(connection: WebSocketConnection, error: WireError): void {
    this.trackStranger(connection);
    const cancel = this.dismiss(connection, error);
    connection.listen({
      ...deaf,
      onGone: () => {
        cancel();
        this.untrack(connection);
      },
    });
  }

  /**
   * Tells a connection without a session why it ends, and closes it; one that does not close is ended.
   *
   * @returns to be called when it is gone.
   */
  dismiss(connection: WebSocketConnection, error: WireError): () => void {
    const { code, message } = error;
    const retryAfter = retryAfterOf(error);
    // Here is no header that could say it.
    const details = retryAfter === undefined ? error.details : { ...error.details, retry_after: retryAfter };
    connection.send(JSON.stringify({ type: 'error', code, message, ...(details === undefined ? {} : { details }) }));
    connection.close(closeCodeOf(code), code);
    return this.#clock.schedule(refusalTimeoutMs, () => {
      connection.terminate();
    });
  }

  /** Ends those to come. */
  close(): void {
    this.#isClosing = true;
  }

  /** Ends all without a Close frame. */
  terminate(): void {
    for (const connection of this.#open) connection.terminate();
  }

  /** Ends those that have no session and may still send a key, or do not close. */
  terminateStrangers(): void {
    for (const connection of this.#strangers) connection.terminate();
  }

  /** Resolves when none is left, or the time is over. */
  async allGone(timeoutMs: number): Promise<void> {
    if (this.#open.size === 0) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.schedule(timeoutMs, resolve);
      this.#waiting.add(() => {
        cancel();
        resolve();
      });
    });
  }
}
