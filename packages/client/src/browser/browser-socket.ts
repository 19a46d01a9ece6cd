import { tokenSubprotocol } from '@steno/protocol';
import { ClientError } from '../common/client-error.ts';
import { type Clock, systemClock } from '../common/platform.ts';
import type { OpenSocket, SocketListener, SocketPort, SocketRequest } from '../common/socket-port.ts';

/** As much of a browser's WebSocket as is used. */
export interface BrowserWebSocket {
  readonly bufferedAmount: number;
  readonly readyState: number;
  binaryType: string;
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  onerror: (() => void) | null;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number): void;
}

/** What a socket of a browser is made of; the platform's own things by default. */
export interface BrowserSocketParts {
  readonly connect?: (url: string, protocols: string[]) => BrowserWebSocket;
  readonly clock?: Clock;
  /** True on a page that was loaded over TLS, from which a browser makes no other connections. */
  readonly isSecurePage?: () => boolean;
}

/** `readyState` of an open socket (WHATWG WebSockets, 3.1). */
const open = 1;
/** A browser does not tell when bytes have left; how often it is asked while some wait, in ms. Chosen. */
const pollIntervalMs = 50;

/** Makes the function that opens a socket by the WebSocket of a browser. */
export function browserSocketOpener(parts: BrowserSocketParts = {}): OpenSocket {
  return async (request, listener) => openBrowserSocket(request, listener, parts);
}

function openBrowserSocket(
  request: SocketRequest,
  listener: SocketListener,
  { connect = platformConnect, clock = systemClock, isSecurePage = isPageSecure }: BrowserSocketParts,
): Promise<void> {
  const { url, token, signal } = request;
  checkToken(token);
  if (url.startsWith('ws:') && isSecurePage() && !isOwnMachine(url)) {
    throw new ClientError('unreachable', 'A page that came over https can only connect to wss:// addresses.', {
      retryable: false,
    });
  }
  const socket = connect(url, token === undefined ? [] : [tokenSubprotocol, token]);
  socket.binaryType = 'arraybuffer';
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      silence(socket);
      socket.close();
      reject(new ClientError('aborted', 'The opening was aborted.'));
    };
    socket.onopen = () => {
      signal.removeEventListener('abort', onAbort);
      listener.onOpen(new BrowserSocket(socket, listener, clock));
      resolve();
    };
    socket.onclose = () => {
      signal.removeEventListener('abort', onAbort);
      reject(unreachable(url));
    };
    // What it is about comes with the close event.
    socket.onerror = () => undefined;
    signal.addEventListener('abort', onAbort);
  });
}

class BrowserSocket implements SocketPort {
  readonly #socket: BrowserWebSocket;
  readonly #listener: SocketListener;
  readonly #clock: Clock;
  #cancelPoll: (() => void) | undefined;

  constructor(socket: BrowserWebSocket, listener: SocketListener, clock: Clock) {
    this.#socket = socket;
    this.#listener = listener;
    this.#clock = clock;
    socket.onmessage = ({ data }) => {
      if (typeof data === 'string') listener.onText(data);
      else listener.onBinary();
    };
    socket.onclose = ({ code, reason }) => {
      this.#stopPolling();
      silence(socket);
      listener.onClosed(code, reason);
    };
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(data: string | Uint8Array): void {
    if (this.#socket.readyState !== open) return;
    // Only shared memory is refused by a browser, and no audio of a session lies in it: it was copied.
    this.#socket.send(data as string | Uint8Array<ArrayBuffer>);
    if (this.#cancelPoll === undefined && this.#socket.bufferedAmount > 0) this.#poll();
  }

  close(): void {
    this.#socket.close(1000);
  }

  terminate(): void {
    this.#stopPolling();
    silence(this.#socket);
    // A browser has no way to end a connection at once; nobody listens to it any more.
    this.#socket.close();
  }

  #poll(): void {
    const before = this.#socket.bufferedAmount;
    this.#cancelPoll = this.#clock.schedule(pollIntervalMs, () => {
      this.#cancelPoll = undefined;
      const now = this.#socket.bufferedAmount;
      if (now > 0) this.#poll();
      if (now < before) this.#listener.onDrained();
    });
  }

  #stopPolling(): void {
    this.#cancelPoll?.();
    this.#cancelPoll = undefined;
  }
}

function silence(socket: BrowserWebSocket): void {
  socket.onopen = null;
  socket.onmessage = null;
  socket.onclose = null;
  socket.onerror = null;
}

/** What cannot stand in a list of subprotocols would be told by the browser in a sentence with the credential in it. */
function checkToken(token: string | undefined): void {
  if (token === undefined || /^[\w!#$%&'*+.^`|~-]+$/.test(token)) return;
  throw new ClientError(
    'token',
    'The token holds characters that a browser cannot send as a subprotocol: letters, digits and -._~ are right.',
  );
}

function unreachable(url: string): ClientError {
  const { protocol, host } = new URL(url);
  const guesses = [
    'no server runs there',
    protocol === 'wss:' ? 'its certificate is not trusted' : 'it wants wss://',
    'it is no WebSocket of Steno',
    'something on the way refuses it',
  ];
  return new ClientError(
    'unreachable',
    `No connection to ${protocol}//${host} could be made. A browser does not tell why; perhaps ${guesses.join(', or ')}.`,
  );
}

function platformConnect(url: string, protocols: string[]): BrowserWebSocket {
  return new WebSocket(url, protocols) as BrowserWebSocket;
}

function isPageSecure(): boolean {
  return typeof location === 'object' && location.protocol === 'https:';
}

/** Browsers take the own machine for secure (W3C Secure Contexts, 3.1). */
function isOwnMachine(url: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);
}
