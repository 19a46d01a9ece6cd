import { WebSocket } from 'ws';
import { BenchError } from '../bench-error.ts';
import { chunkBytes } from '../assets/chunk.ts';
import type { ServerAddress } from '../server/server-program.ts';

/** A message of the server, as far as benchmarks read it. */
export interface ReceivedMessage {
  /** On the clock of `performance.now()`. */
  readonly atMs: number;
  readonly type: string;
  readonly text: string;
  readonly isFinal: boolean;
  readonly segment: number;
  /** The words with their ends, in s on the sample clock; finals only. */
  readonly words: readonly { readonly word: string; readonly end: number }[];
  /** Where speech begins, in s on the sample clock; on `speech_start` only, else NaN. */
  readonly speechStart: number;
  /** Where the silence behind it begins, in s on the sample clock; on `speech_end` only, else NaN. */
  readonly speechEnd: number;
}

/** What a session is opened with. */
export interface SessionOptions {
  /** Default `fast`. */
  readonly type?: 'fast' | 'quality';
  /** Default the server's. */
  readonly endpointingMs?: number;
}

/** A session of the real protocol, over the library `ws`. */
export interface SessionClient {
  readonly messages: readonly ReceivedMessage[];
  /** Bytes given to `send` and not taken by the network. */
  readonly bufferedBytes: number;
  send(bytes: Uint8Array): void;
  /** Asks for the final of what was sent. */
  flush(): void;
  /** Says that the audio is over, by the message `stop` or by a Close frame. */
  finish(by: 'stop' | 'close'): void;
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>;
}

const openTimeoutMs = 20_000;
/** How much is handed to the socket before it is waited for, in bytes. */
const highWaterBytes = 64 * 1024;

/** Opens a session. Rejects with BenchError `no_answer` when the server does not take it. */
export async function openSession(
  { url, key }: ServerAddress,
  { type = 'fast', endpointingMs }: SessionOptions = {},
): Promise<SessionClient> {
  const endpointing = endpointingMs === undefined ? '' : `&endpointing_ms=${endpointingMs}`;
  const socket = new WebSocket(`${url}/v2/realtime?language=en-US&events=true&type=${type}${endpointing}`, {
    headers: { Authorization: key },
    perMessageDeflate: false,
    handshakeTimeout: openTimeoutMs,
  });
  const messages: ReceivedMessage[] = [];
  socket.on('message', (data: Buffer) => {
    messages.push(parse(data.toString('utf8')));
  });
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.on('error', (cause) => {
      reject(new BenchError('no_answer', 'The server did not take a session.', cause));
    });
  });
  return {
    messages,
    closed,
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    send: (bytes) => {
      socket.send(bytes);
    },
    flush: () => {
      socket.send('{"action":"flush"}');
    },
    finish: (by) => {
      if (by === 'close') socket.close(1000);
      else socket.send('{"action":"stop"}');
    },
  };
}

/** Sends samples in chunks as fast as the server reads. */
export async function sendAll(session: SessionClient, samples: Int16Array): Promise<void> {
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    session.send(bytes.subarray(at, at + chunkBytes));
    while (session.bufferedBytes > highWaterBytes) await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function parse(text: string): ReceivedMessage {
  // The server under test speaks the protocol of this version.
  const { type, timestamp, result } = JSON.parse(text) as {
    readonly type: string;
    readonly timestamp?: number;
    readonly result?: {
      readonly text: string;
      readonly is_final: boolean;
      readonly segment: number;
      readonly words?: ReceivedMessage['words'];
    };
  };
  return {
    atMs: performance.now(),
    type,
    text: result?.text ?? '',
    isFinal: result?.is_final ?? false,
    segment: result?.segment ?? -1,
    words: result?.words ?? [],
    speechStart: type === 'speech_start' ? (timestamp ?? NaN) : NaN,
    speechEnd: type === 'speech_end' ? (timestamp ?? NaN) : NaN,
  };
}
