import { parseServerMessage, type ServerMessage } from '@steno/protocol';
import { ClientError } from './client-error.ts';
import type { SessionLimits, TokenProvider } from './contract.ts';
import { credentialOf } from './credential.ts';
import { LifeWatch } from './life-watch.ts';
import type { Platform } from './platform.ts';
import type { SocketListener, SocketPort } from './socket-port.ts';

/** What a connection is made with. */
export interface ConnectionOptions {
  readonly platform: Platform;
  readonly limits: SessionLimits;
  readonly url: string;
  /** The host, for sentences. */
  readonly host: string;
  readonly token: string | TokenProvider | undefined;
}

/** What a connection tells. Nothing is told after `onDown`, `close` or `terminate`; `onClosed` is told after `close`. */
export interface ConnectionListener {
  /** The socket is open; the server has said nothing yet. */
  onOpen(): void;
  /** @param message - undefined for one of a type this version does not know; it has its number all the same. */
  onMessage(message: ServerMessage | undefined, seq: number | undefined): void;
  /** Could not be made, or is over. Told once. */
  onDown(error: ClientError): void;
  onDrained(): void;
  /** Whether the server lives has become doubtful, or certain again. */
  onLife(): void;
}

/** How long the answer to a Close frame is waited for, in ms. Chosen: some round trips of a bad network. */
const closeTimeoutMs = 2_000;

/** One connection, from asking for the credential to its end. It does not come back. */
export class Connection implements SocketListener {
  readonly #options: ConnectionOptions;
  readonly #listener: ConnectionListener;
  readonly #abort = new AbortController();
  #socket: SocketPort | undefined;
  #life: LifeWatch | undefined;
  #cancelDeadline: () => void = () => undefined;
  #isOver = false;
  #onClosing: (() => void) | undefined;

  constructor(options: ConnectionOptions, listener: ConnectionListener) {
    this.#options = options;
    this.#listener = listener;
    void this.#open();
  }

  /** Bytes not yet with the network. */
  get bufferedBytes(): number {
    return this.#socket?.bufferedBytes ?? 0;
  }

  /** True while a sign of life has been missing for long. */
  get isStale(): boolean {
    return this.#life?.isStale ?? false;
  }

  /** Sends one message; ignored when the connection is over. */
  send(data: string | Uint8Array): void {
    if (this.#isOver) return;
    this.#socket?.send(data);
    // Audio is acknowledged within a second or so.
    if (typeof data !== 'string') this.#life?.asked();
  }

  /** The server has answered: the opening is over, and from now on the server is expected to live. */
  accept(): void {
    this.#cancelDeadline();
    const { platform, limits } = this.#options;
    const ping = this.#socket?.ping;
    this.#life ??= new LifeWatch({
      clock: platform.clock,
      pingIntervalMs: limits.pingIntervalMs,
      silenceTimeoutMs: limits.silenceTimeoutMs,
      ping: ping === undefined ? undefined : () => this.#socket?.ping?.(),
      onStale: () => this.#listener.onLife(),
      onRevived: () => this.#listener.onLife(),
      onDead: () => {
        const seconds = Math.round(limits.silenceTimeoutMs / 1000);
        this.#down(new ClientError('timeout', `${this.#options.host} has been silent for ${seconds} s.`));
      },
    });
  }

  /**
   * Ends in order, and tells nothing more.
   *
   * @param who - `us`: says that nothing more is wanted. `server`: it is about to close, and shall see that everything
   *   has arrived.
   * @param onClosed - called once the connection is over: in a turn of its own or, without a socket, at once.
   */
  close(who: 'us' | 'server', onClosed: () => void): void {
    const socket = this.#socket;
    const isOpen = !this.#isOver && socket !== undefined && !this.isStale;
    this.#finish();
    this.#onClosing = onClosed;
    if (!isOpen) {
      this.terminate();
      return;
    }
    this.#cancelDeadline = this.#options.platform.clock.schedule(closeTimeoutMs, () => this.terminate());
    if (who === 'us') socket.close();
  }

  /** Ends at once. Idempotent. */
  terminate(): void {
    this.#finish();
    this.#socket?.terminate();
    this.#closed();
  }

  onOpen(socket: SocketPort): void {
    this.#socket = socket;
    if (this.#isOver) socket.terminate();
    else this.#listener.onOpen();
  }

  onText(text: string): void {
    if (this.#isOver) return;
    this.#life?.alive();
    let message: ServerMessage | undefined;
    try {
      message = parseServerMessage(text);
    } catch (cause) {
      const what = cause instanceof Error ? cause.message : 'the server sent a message that cannot be read';
      this.#down(new ClientError('protocol', what, { cause }));
      return;
    }
    this.#listener.onMessage(message, message === undefined ? seqOf(text) : message.seq);
  }

  onBinary(): void {
    this.#down(new ClientError('protocol', 'the server sent a binary message; it should only send text'));
  }

  onActivity(): void {
    if (!this.#isOver) this.#life?.alive();
  }

  onDrained(): void {
    if (!this.#isOver) this.#listener.onDrained();
  }

  onClosed(code: number, reason: string): void {
    if (this.#isOver) this.#closed();
    else this.#down(closedError(code, reason));
  }

  async #open(): Promise<void> {
    const { platform, limits, token, url, host } = this.#options;
    // A turn later: who made the connection has it before it is told anything.
    await Promise.resolve();
    if (this.#isOver) return;
    try {
      this.#deadline(
        limits.tokenTimeoutMs,
        () => new ClientError('token', 'The token provider has not answered in time.', { retryable: true }),
      );
      const credential = await credentialOf(token, this.#abort.signal);
      if (this.#abort.signal.aborted) return;
      this.#deadline(limits.connectTimeoutMs, () => {
        const seconds = Math.round(limits.connectTimeoutMs / 1000);
        return new ClientError('timeout', `${host} did not answer within ${seconds} s.`);
      });
      await platform.openSocket({ url, token: credential, signal: this.#abort.signal }, this);
    } catch (error) {
      this.#down(
        error instanceof ClientError ? error : new ClientError('unreachable', 'The socket failed.', { cause: error }),
      );
    }
  }

  #deadline(delayMs: number, error: () => ClientError): void {
    this.#cancelDeadline();
    this.#cancelDeadline = this.#options.platform.clock.schedule(delayMs, () => this.#down(error()));
  }

  #closed(): void {
    this.#cancelDeadline();
    const onClosing = this.#onClosing;
    this.#onClosing = undefined;
    onClosing?.();
  }

  #down(error: ClientError): void {
    if (this.#isOver) return;
    this.terminate();
    this.#listener.onDown(error);
  }

  #finish(): void {
    this.#cancelDeadline();
    if (this.#isOver) return;
    this.#isOver = true;
    this.#life?.close();
    this.#abort.abort();
  }
}

function closedError(code: number, reason: string): ClientError {
  const words = reason === '' ? `code ${code}` : `code ${code}, "${reason}"`;
  return new ClientError(
    'closed',
    code === 1006
      ? 'The connection to the server broke.'
      : `The server closed the connection before the end (${words}).`,
  );
}

/** The number of a message whose type is not known. */
function seqOf(text: string): number | undefined {
  const value: unknown = JSON.parse(text);
  const seq = typeof value === 'object' && value !== null && 'seq' in value ? value.seq : undefined;
  return typeof seq === 'number' ? seq : undefined;
}
