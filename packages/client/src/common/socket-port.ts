/** What a session needs of a WebSocket, so that it knows no library and no platform. */
export interface SocketPort {
  /** Bytes handed to `send` and not yet to the network. */
  readonly bufferedBytes: number;
  /**
   * Sends one message: text as text, bytes as binary.
   *
   * @param data - bytes are kept, not copied, until `onSent`.
   * @param onSent - called once when the message left the process or never will.
   */
  send(data: string | Uint8Array, onSent: () => void): void;
  /** Asks the other side for a sign of life. */
  ping(): void;
  /** Stops reading, so that TCP slows the server down. */
  pause(): void;
  /** Reads again. */
  resume(): void;
  /** Closes with 1000, and without waiting for the answer any longer than a few seconds. Idempotent. */
  close(): void;
  /** Ends the connection at once. Idempotent. */
  terminate(): void;
}

/** What a socket tells. Nothing is told before it is open or after `onClosed`. */
export interface SocketListener {
  /** A text message. */
  onText(text: string): void;
  /** A binary message, which no server of this contract sends. */
  onBinary(): void;
  /** Any sign of life that is not a message. */
  onActivity(): void;
  /**
   * The connection is over; told once.
   *
   * @param code - the close code; 1006 when there was no Close frame.
   * @param reason - the text of the Close frame; may be empty.
   */
  onClosed(code: number, reason: string): void;
}

/**
 * Opens a socket.
 *
 * @throws ClientError (as a rejection) `unreachable`, `refused` or `timeout`.
 */
export type OpenSocket = (listener: SocketListener) => Promise<SocketPort>;
