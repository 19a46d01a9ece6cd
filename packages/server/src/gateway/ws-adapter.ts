import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { tokenSubprotocol, WireError } from '@steno/protocol';
import { WebSocket, WebSocketServer } from 'ws';
import type { Connection } from '../session/ports.ts';
import { smallBytes, SmallMessages } from './small-messages.ts';

/** The library's code for a connection that ended without a Close frame of the client (RFC 6455, 7.1.5). */
const noCloseFrame = 1006;

/** Frames that one message may come in: all that come at once are read in one turn. Chosen. */
const maxFragments = 1024;
/** Reads of the socket that one frame may come in: each costs some hundred bytes beside what it holds. Chosen. */
const maxReads = 16_384;
/** How long a client that broke the rules may take to take the answer and end its side, in ms. Chosen. */
const violationTimeoutMs = 3000;
/** Until then it is read once in so many ms: a connection that is ended with something unread is reset. Chosen: 1 MB/s. */
const violationReadMs = 50;

/** What a socket tells; all of it after {@link WebSocketConnection.listen}, in order. */
export interface SocketEvents {
  /** A binary message. */
  readonly onAudio: (bytes: Uint8Array) => void;
  /** A text message. */
  readonly onText: (text: string) => void;
  /** The client sent a Close frame; it is answered by {@link WebSocketConnection.close}. */
  readonly onCloseFrame: () => void;
  /** The client broke the rules of WebSocket or of message sizes; nothing more is read. */
  readonly onViolation: (error: WireError) => void;
  /** Bytes were taken by the network. */
  readonly onDrain: () => void;
  /** The client has read everything that was sent before the probe with this mark. */
  readonly onConfirmed: (mark: string) => void;
  /**
   * The TCP connection is gone; the last event.
   *
   * @param isConfirmed - true when the client has answered our Close frame: it has read all that was sent.
   */
  readonly onGone: (isConfirmed: boolean) => void;
}

/** Bounds and times of the sockets. */
export interface SocketLimits {
  /** The longest message taken, in bytes. */
  readonly maxMessageBytes: number;
  /** The longest text message taken, in bytes. */
  readonly maxTextBytes: number;
  /** Time between pings, in ms. */
  readonly pingIntervalMs: number;
  /** Time a pong may take on a socket that is being read, in ms. */
  readonly pongTimeoutMs: number;
  /** Small messages a second, in the long run; 0 for any number. */
  readonly maxSmallMessagesPerSecond: number;
}

/**
 * The library answers a client's Close frame at once. In this API that frame means the end of the
 * audio, and the last finals go out before it is answered (RFC 6455, 5.5.1 allows it). The library's
 * own calls of `close` end in the override; ours go through `answerClose`.
 */
class LateClosingSocket extends WebSocket {
  /** Called when the library wants to close: for a Close frame, or just before an `error` event. */
  onLibraryClose: () => void = () => undefined;
  #isOurs = false;

  override close(): void {
    // The answer to our own Close frame: the library ends the TCP connection now.
    if (this.#isOurs) super.close();
    else this.onLibraryClose();
  }

  answerClose(code: number, reason: string): void {
    this.#isOurs = true;
    super.close(code, reason);
  }
}

/** What a connection is made with. */
interface ConnectionOptions {
  readonly limits: SocketLimits;
  readonly onAbuse: () => void;
}

/** One client's WebSocket. */
export class WebSocketConnection implements Connection {
  readonly #socket: LateClosingSocket;
  readonly #stream: Duplex;
  readonly #limits: SocketLimits;
  readonly #onAbuse: () => void;
  readonly #small: SmallMessages;
  #pingTimer: NodeJS.Timeout | undefined;
  #isAnswered = false;
  #isClosedByClient = false;
  #isAlive = true;

  /** For {@link WebSocketListener}. */
  constructor(socket: LateClosingSocket, stream: Duplex, options: ConnectionOptions) {
    this.#socket = socket;
    this.#stream = stream;
    this.#limits = options.limits;
    this.#onAbuse = options.onAbuse;
    this.#small = new SmallMessages(options.limits.maxSmallMessagesPerSecond, () => performance.now());
    // Without a listener an error would end the process; "close" always follows.
    socket.on('error', () => undefined);
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  /** Begins to deliver events; to be called in the same turn as the upgrade. */
  listen(events: SocketEvents): void {
    const socket = this.#socket;
    let hasViolation = false;
    const violate = (error: WireError): void => {
      if (hasViolation) return;
      hasViolation = true;
      this.#readSlowly();
      this.#onAbuse();
      events.onViolation(error);
    };
    this.#countSmall(() => {
      // What is left of this read is still taken apart, but no more is.
      if (!hasViolation) this.#stream.removeAllListeners('data');
      violate(tooManySmall(this.#limits));
    });
    socket.onLibraryClose = () => {
      this.#isClosedByClient = true;
      // An error event follows in the same turn when this is no Close frame.
      queueMicrotask(() => {
        if (!hasViolation) events.onCloseFrame();
      });
    };
    socket.on('error', (error: Error & { readonly code?: string }) => {
      violate(toWireError(error, this.#limits));
    });
    socket.on('message', (message: Buffer, isBinary: boolean) => {
      if (this.#isAnswered || hasViolation) return;
      if (isBinary) events.onAudio(message);
      else if (message.length > this.#limits.maxTextBytes) events.onViolation(tooLarge(this.#limits));
      else events.onText(message.toString('utf8'));
    });
    this.#onDrain = events.onDrain;
    this.#watchLife();
    socket.on('pong', (mark: Buffer) => {
      if (mark.length > 0) events.onConfirmed(mark.toString('latin1'));
    });
    socket.once('close', (code: number) => {
      clearTimeout(this.#pingTimer);
      events.onGone(this.#isAnswered && !this.#isClosedByClient && code !== noCloseFrame);
    });
  }
  #onDrain: () => void = () => undefined;

  send(text: string): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(text, (error) => {
      if (!(error instanceof Error)) this.#onDrain();
    });
  }

  probe(mark: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping(mark);
  }

  /**
   * Watches what the client sends, in bytes of the wire and before any message is complete.
   *
   * @param onExceeded - called once, when it is more than `maxBytes`.
   * @returns ends the watch; idempotent.
   */
  budget(maxBytes: number, onExceeded: () => void): () => void {
    let bytes = 0;
    let isOver = false;
    let isExceeded = false;
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (isExceeded || isOver || bytes <= maxBytes) return;
      isExceeded = true;
      // A message that ends the watch may stand before in the same chunk; it is told in the next turn.
      setImmediate(() => {
        if (isOver) return;
        end();
        onExceeded();
      });
    };
    const end = (): void => {
      isOver = true;
      this.#stream.off('data', count);
    };
    this.#stream.on('data', count);
    return end;
  }

  pauseReading(): void {
    this.#socket.pause();
  }

  resumeReading(): void {
    // The pong may lie behind audio that is only read now.
    this.#isAlive = true;
    this.#socket.resume();
  }

  close(code: number, reason: string): void {
    if (this.#isAnswered) return;
    this.#isAnswered = true;
    // A paused socket would never read the client's answer.
    this.#socket.resume();
    this.#socket.answerClose(code, reason);
  }

  /** Ends the connection without a Close frame. */
  terminate(): void {
    this.#socket.terminate();
  }

  /** Nothing more is of use, but the client has to get to know why; a flood of it must not cost the others time. */
  #readSlowly(): void {
    const stream = this.#stream;
    let resumeTimer: NodeJS.Timeout | undefined;
    const onData = (): void => {
      stream.pause();
      resumeTimer = setTimeout(() => stream.resume(), violationReadMs).unref();
    };
    stream.on('data', onData);
    const endTimer = setTimeout(() => {
      this.terminate();
    }, violationTimeoutMs).unref();
    this.#socket.once('close', () => {
      stream.off('data', onData);
      clearTimeout(resumeTimer);
      clearTimeout(endTimer);
    });
  }

  #countSmall(onTooMany: () => void): void {
    const count = (): void => {
      if (!this.#small.take()) onTooMany();
    };
    this.#socket.on('message', (message: Buffer, isBinary: boolean) => {
      if (!isBinary || message.length < smallBytes) count();
    });
    this.#socket.on('ping', count);
    this.#stream.on('data', (chunk: Buffer) => {
      // A text message in a read of its own counts twice, which leaves as many as anybody needs.
      if (chunk.length < smallBytes) count();
    });
  }

  #watchLife(): void {
    const socket = this.#socket;
    const { pingIntervalMs, pongTimeoutMs } = this.#limits;
    const ping = (): void => {
      this.#isAlive = false;
      socket.ping();
      this.#pingTimer = setTimeout(check, pongTimeoutMs).unref();
    };
    const check = (): void => {
      // A socket that is not read cannot show a pong; it is not taken for a dead one.
      if (!this.#isAlive && !socket.isPaused) {
        socket.terminate();
        return;
      }
      this.#pingTimer = setTimeout(ping, Math.max(0, pingIntervalMs - pongTimeoutMs)).unref();
    };
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    socket.on('message', () => {
      this.#isAlive = true;
    });
    this.#pingTimer = setTimeout(ping, pingIntervalMs).unref();
  }
}

/** Makes WebSockets of upgrade requests. */
export class WebSocketListener {
  readonly #server: WebSocketServer;
  readonly #limits: SocketLimits;

  constructor(limits: SocketLimits) {
    this.#limits = limits;
    this.#server = new WebSocketServer({
      noServer: true,
      WebSocket: LateClosingSocket,
      maxPayload: limits.maxMessageBytes,
      // Audio does not compress, and a context per connection costs more memory than a session.
      perMessageDeflate: false,
      // One message of each connection in a turn of the event loop: a flood on one does not hold up the others.
      allowSynchronousEvents: false,
      maxFragments,
      maxBufferedChunks: maxReads,
      clientTracking: false,
      handleProtocols: (offered) => (offered.has(tokenSubprotocol) ? tokenSubprotocol : false),
    });
  }

  /**
   * Answers an upgrade request with a WebSocket; a request that is no proper one gets HTTP 400.
   *
   * @param onConnection - called in the same turn, if the upgrade was made.
   */
  upgrade(
    parts: {
      readonly request: IncomingMessage;
      readonly socket: Duplex;
      readonly head: Buffer;
      /** Called once, when the client breaks the rules of WebSocket or sends too many small messages. */
      readonly onAbuse: () => void;
    },
    onConnection: (connection: WebSocketConnection) => void,
  ): void {
    this.#server.handleUpgrade(parts.request, parts.socket, parts.head, (socket: WebSocket) => {
      if (!(socket instanceof LateClosingSocket))
        throw new TypeError('the server makes sockets of the class it was given');
      onConnection(new WebSocketConnection(socket, parts.socket, { limits: this.#limits, onAbuse: parts.onAbuse }));
    });
  }
}

function toWireError(error: Error & { readonly code?: string }, limits: SocketLimits): WireError {
  if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return tooLarge(limits);
  return new WireError('bad_request', `The connection broke the WebSocket protocol: ${error.message}.`);
}

function tooManySmall({ maxSmallMessagesPerSecond: limit }: SocketLimits): WireError {
  return new WireError(
    'rate_limited',
    `More than ${limit} small messages a second (text, pings, less than ${smallBytes} bytes of audio). Send chunks of about 100 ms (3200 bytes).`,
    { scope: 'connection', limit },
  );
}

function tooLarge(limits: SocketLimits): WireError {
  const { maxMessageBytes, maxTextBytes } = limits;
  return new WireError(
    'message_too_large',
    `A message is too large: at most ${maxMessageBytes} bytes of audio, or ${maxTextBytes} bytes of text. Send chunks of about 100 ms (3200 bytes).`,
    { max_message_bytes: maxMessageBytes, max_text_bytes: maxTextBytes },
  );
}
