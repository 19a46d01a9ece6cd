/** What a session needs of a WebSocket, so that it knows no library and no platform. */
export interface SocketPort {
  /** Bytes handed to `send` and not yet to the network. */
  readonly bufferedBytes: number;
  /**
   * Sends one message: text as text, bytes as binary. Ignored once the connection is over.
   *
   * @param data - bytes are kept, not copied, until they have left the process.
   */
  send(data: string | Uint8Array): void;
  /** Asks the other side for a sign of life; undefined where the platform cannot. */
  readonly ping?: () => void;
  /** Closes with 1000; {@link SocketListener.onClosed} follows when the other side has answered. Idempotent. */
  close(): void;
  /** Ends the connection at once; nothing is told after it. Idempotent. */
  terminate(): void;
}

/** What a socket tells. Nothing is told before `onOpen` or after `onClosed`. */
export interface SocketListener {
  /** It is open. Told before anything that the other side sends. */
  onOpen(socket: SocketPort): void;
  /** A text message. */
  onText(text: string): void;
  /** A binary message, which no server of this contract sends. */
  onBinary(): void;
  /** Any sign of life that is not a message. */
  onActivity(): void;
  /** Fewer bytes are buffered than before. */
  onDrained(): void;
  /**
   * The connection is over; told once.
   *
   * @param code - the close code; 1006 when there was no Close frame.
   * @param reason - the text of the Close frame; may be empty.
   */
  onClosed(code: number, reason: string): void;
}

/** Where to connect, and as whom. */
export interface SocketRequest {
  /** With all parameters; holds a resume token, so it belongs into no log and no error. */
  readonly url: string;
  /** The credential; it never goes into the URL. Undefined for none. */
  readonly token: string | undefined;
  /** Aborts when the opening is not waited for any more. */
  readonly signal: AbortSignal;
}

/**
 * Opens a socket. Resolves once the listener was told.
 *
 * @throws ClientError (as a rejection) `unreachable`, `refused` or `token`; anything once the signal has aborted.
 */
export type OpenSocket = (request: SocketRequest, listener: SocketListener) => Promise<void>;
