import type { IncomingMessage } from 'node:http';
import { parseServerMessage, type ServerMessage, type TranscriptResult } from '@steno/protocol';
import { WebSocket } from 'ws';
import { defaultDeadlineMs, within } from './deadline.ts';

/** How a test client connects. */
export interface TestClientOptions {
  /** `ws://host:port`, without a path. */
  readonly url: string;
  /** Sent as `Authorization: Bearer`; absent for none. */
  readonly key?: string;
  /** Default `/v2/realtime`. */
  readonly path?: string;
  /** Default: `language=en`. */
  readonly query?: Readonly<Record<string, string>> | URLSearchParams;
  readonly headers?: Readonly<Record<string, string>>;
  readonly subprotocols?: readonly string[];
  /** The `Origin` of a browser's page; absent for another client. */
  readonly origin?: string;
  /** Trusts this certificate, PEM. */
  readonly ca?: string;
}

/** The end of a connection. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** An upgrade that was answered with an HTTP status. */
export interface Refused {
  readonly type: 'refused';
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly details: Readonly<Record<string, unknown>>;
  };
}

/** A WebSocket client that keeps every message, and lets a test wait for the next one of a kind. */
export class TestClient {
  readonly type = 'open';
  /** All messages, parsed, in order. */
  readonly messages: ServerMessage[] = [];
  /** Resolves when the connection is over. */
  readonly closed: Promise<Closed>;
  readonly #socket: WebSocket;
  readonly #waiting = new Set<() => void>();
  #isClosed = false;

  /** For {@link connect}. */
  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      const message = parseServerMessage(data.toString('utf8'));
      if (message !== undefined) this.messages.push(message);
      for (const look of this.#waiting) look();
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        this.#isClosed = true;
        resolve({ code, reason: reason.toString() });
        for (const look of this.#waiting) look();
      });
    });
    socket.on('error', () => undefined);
  }

  /** The subprotocol the server chose; empty for none. */
  get subprotocol(): string {
    return this.#socket.protocol;
  }

  /** Bytes of audio given to {@link send} that the network has not taken. */
  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  /** The finals so far. */
  get finals(): readonly TranscriptResult[] {
    return this.messages.flatMap((message) =>
      message.type === 'transcript' && message.result.is_final ? [message.result] : [],
    );
  }

  /** The text of the finals so far. */
  get text(): string {
    return this.finals.map((result) => result.text).join(' ');
  }

  /** Sends audio; resolves when the network has taken it. */
  send(audio: Uint8Array | Int16Array): Promise<void> {
    const bytes = new Uint8Array(audio.buffer, audio.byteOffset, audio.byteLength);
    return new Promise((resolve) => {
      // An error means that the connection is over, which `closed` tells.
      this.#socket.send(bytes, () => {
        resolve();
      });
    });
  }

  /** Sends a text message: an object as JSON, a string as it is. */
  say(message: Readonly<Record<string, unknown>> | string): void {
    this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message), () => undefined);
  }

  /** Sends a Close frame. */
  close(code?: number): void {
    this.#socket.close(code);
  }

  /** Ends the TCP connection without a Close frame. */
  destroy(): void {
    this.#socket.terminate();
  }

  /** Leaves everything unread until {@link read}. */
  pause(): void {
    this.#socket.pause();
  }

  /** Reads on. */
  read(): void {
    this.#socket.resume();
  }

  /**
   * Waits for a message; those that have come already count.
   *
   * @param isWanted - told apart by any of its fields.
   * @throws rejects with Error when the connection ends, or the time is over, before it came.
   */
  async message(isWanted: (message: ServerMessage) => boolean, ms: number = defaultDeadlineMs): Promise<ServerMessage> {
    let look: () => void = () => undefined;
    const found = new Promise<ServerMessage>((resolve, reject) => {
      look = () => {
        const message = this.messages.find(isWanted);
        if (message !== undefined) resolve(message);
        else if (this.#isClosed) reject(new Error('the connection ended before the message came'));
      };
    });
    this.#waiting.add(look);
    look();
    try {
      return await within(found, 'the message', ms);
    } finally {
      this.#waiting.delete(look);
    }
  }

  /** Waits for the first final whose number is not lower. */
  async final(segment = 0, ms: number = defaultDeadlineMs): Promise<TranscriptResult> {
    const message = await this.message(
      ({ type, ...rest }) =>
        type === 'transcript' && 'result' in rest && rest.result.is_final && rest.result.segment >= segment,
      ms,
    );
    if (message.type !== 'transcript') throw new Error('not a transcript');
    return message.result;
  }

  /** Waits for the end of the connection. */
  end(ms: number = defaultDeadlineMs): Promise<Closed> {
    return within(this.closed, 'the end of the connection', ms);
  }
}

/**
 * Connects.
 *
 * @returns the open client, or how the upgrade was refused.
 * @throws rejects with the system's error when there is no server.
 */
export function tryToConnect(options: TestClientOptions): Promise<TestClient | Refused> {
  const query = new URLSearchParams(options.query ?? { language: 'en' }).toString();
  const target = `${options.url}${options.path ?? '/v2/realtime'}${query === '' ? '' : `?${query}`}`;
  const socket = new WebSocket(target, [...(options.subprotocols ?? [])], {
    headers: {
      ...(options.key === undefined ? {} : { authorization: `Bearer ${options.key}` }),
      ...options.headers,
    },
    ...(options.origin === undefined ? {} : { origin: options.origin }),
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    perMessageDeflate: false,
  });
  const client = new TestClient(socket);
  const outcome = new Promise<TestClient | Refused>((resolve, reject) => {
    socket.once('open', () => {
      resolve(client);
    });
    socket.once('error', reject);
    socket.once('unexpected-response', (request, response) => {
      readRefusal(response).then(resolve, reject);
      response.once('close', () => request.destroy());
    });
  });
  return within(outcome, 'the answer to the upgrade');
}

/**
 * Connects, and waits for `listening`.
 *
 * @throws rejects with Error when the upgrade is refused.
 */
export async function connect(options: TestClientOptions): Promise<TestClient> {
  const client = await tryToConnect(options);
  if (client.type === 'refused') throw new Error(`refused: ${client.status} ${JSON.stringify(client.error)}`);
  await client.message(({ type }) => type === 'state');
  return client;
}

async function readRefusal(response: IncomingMessage): Promise<Refused> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Pick<Refused, 'error'>;
  return { type: 'refused', status: response.statusCode ?? 0, headers: response.headers, error: body.error };
}
