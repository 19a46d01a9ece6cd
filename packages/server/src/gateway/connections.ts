import { closeCodeOf, type WireError } from '@steno/protocol';
import type { Clock } from '../session/ports.ts';
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

/** Every WebSocket of a gateway that is not gone, with or without a session. */
export class Connections {
  readonly #open = new Set<WebSocketConnection>();
  readonly #waiting = new Set<() => void>();
  #isClosing = false;

  /** Takes a connection in; one that comes too late is ended at once. */
  track(connection: WebSocketConnection): void {
    this.#open.add(connection);
    if (this.#isClosing) connection.terminate();
  }

  /** A tracked connection is gone. */
  untrack(connection: WebSocketConnection): void {
    this.#open.delete(connection);
    if (this.#open.size > 0) return;
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /** Takes a connection in only to tell it an error and close it. */
  refuse(connection: WebSocketConnection, error: WireError): void {
    this.track(connection);
    connection.listen({
      ...deaf,
      onGone: () => {
        this.untrack(connection);
      },
    });
    sayAndClose(connection, error);
  }

  /** Ends those to come. */
  close(): void {
    this.#isClosing = true;
  }

  /** Ends all without a Close frame. */
  terminate(): void {
    for (const connection of this.#open) connection.terminate();
  }

  /** Resolves when none is left, or the time is over. */
  async allGone(clock: Clock, timeoutMs: number): Promise<void> {
    if (this.#open.size === 0) return;
    await new Promise<void>((resolve) => {
      const cancel = clock.schedule(timeoutMs, resolve);
      this.#waiting.add(() => {
        cancel();
        resolve();
      });
    });
  }
}

/** Tells a connection that has no session why it ends, and closes it. */
export function sayAndClose(connection: WebSocketConnection, { code, message, details }: WireError): void {
  connection.send(JSON.stringify({ type: 'error', code, message, ...(details === undefined ? {} : { details }) }));
  connection.close(closeCodeOf(code), code);
}
