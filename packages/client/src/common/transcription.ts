import { parseServerMessage, type ServerMessage } from '@steno/protocol';
import { ClientError, InvalidStateError } from './client-error.ts';
import { MessageQueue } from './message-queue.ts';
import type { OpenSocket, SocketListener, SocketPort } from './socket-port.ts';

/** Why a session is over. */
export type ClosedReason =
  /** Everything was transcribed. `durationSeconds`: the audio the server heard; undefined when it did not say. */
  | { readonly type: 'stopped'; readonly durationSeconds: number | undefined }
  /** {@link Transcription.abort} was called. */
  | { readonly type: 'aborted' }
  | { readonly type: 'failed'; readonly error: ClientError };

/** How a session waits; each has a default in {@link transcriptionDefaults}. */
export interface TranscriptionLimits {
  /** Bytes the socket may hold before `send` waits. */
  readonly highWaterMarkBytes: number;
  /** Unread messages at which the socket is not read any more until half of them are. */
  readonly maxUnreadMessages: number;
  /** How often the server is asked for a sign of life, in ms. */
  readonly pingIntervalMs: number;
  /** How long a server may be silent, pongs included, before the session fails with `timeout`, in ms. */
  readonly silenceTimeoutMs: number;
  /** How long no message may come after `stop` before the session fails with `timeout`, in ms. */
  readonly stopTimeoutMs: number;
}

/** Chosen: 256 KiB are 8 s of audio; two missed pings and a little; a slow recognizer may take long to end. */
export const transcriptionDefaults: TranscriptionLimits = {
  highWaterMarkBytes: 262_144,
  maxUnreadMessages: 1_000,
  pingIntervalMs: 20_000,
  silenceTimeoutMs: 50_000,
  stopTimeoutMs: 120_000,
};

/** One session: audio in, messages out. The caller ends it by `stop` or `abort`. */
export interface Transcription {
  /**
   * All messages of the server, in order, for one reader. Bounded: at 1,000 unread ones the socket is not
   * read until half of them are. Ends when the session does; why it did is in {@link Transcription.closed}.
   */
  readonly messages: AsyncIterable<ServerMessage>;
  /** Why the session is over; never rejects. */
  readonly closed: Promise<ClosedReason>;
  /**
   * Sends audio.
   *
   * @param chunk - 16 kHz mono s16le of any length; kept, not copied, until it left the process.
   * @returns once the socket holds less than the high-water mark: await it, and audio goes no faster than
   *   the server takes it.
   * @throws InvalidStateError (as a rejection) after `stop`; ClientError when the session is over.
   */
  send(chunk: Uint8Array): Promise<void>;
  /** Says that no audio follows. Returns once the last message is there, or the session failed. */
  stop(): Promise<ClosedReason>;
  /** Ends the session at once; what was not transcribed is lost. Idempotent. */
  abort(): void;
}

/**
 * Opens a session over a socket.
 *
 * @param start - the first message, which the server answers with `listening`; default: none.
 * @throws ClientError (as a rejection) when the socket cannot be opened.
 */
export async function openTranscription(
  openSocket: OpenSocket,
  limits: TranscriptionLimits,
  start?: string,
): Promise<Transcription> {
  const session = new SocketTranscription(limits, start);
  session.start(await openSocket(session));
  return session;
}

class SocketTranscription implements Transcription, SocketListener {
  readonly closed: Promise<ClosedReason>;
  readonly #limits: TranscriptionLimits;
  readonly #start: string | undefined;
  readonly #queue: MessageQueue<ServerMessage>;
  #settle: (reason: ClosedReason) => void = () => undefined;
  #socket: SocketPort | undefined;
  #reason: ClosedReason | undefined;
  #isStopping = false;
  /** Messages `listening` still to come before the session has begun as it was asked for. */
  #missingAnswers: number;
  #lastHeardMs = performance.now();
  #lastMessageMs = performance.now();
  #waiting: (() => void)[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(limits: TranscriptionLimits, start: string | undefined) {
    this.#limits = limits;
    this.#start = start;
    this.#missingAnswers = start === undefined ? 1 : 2;
    this.closed = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#queue = new MessageQueue({
      capacity: limits.maxUnreadMessages,
      pause: () => this.#socket?.pause(),
      resume: () => {
        this.#lastHeardMs = performance.now();
        this.#socket?.resume();
      },
    });
  }

  get messages(): AsyncIterable<ServerMessage> {
    return this.#queue;
  }

  start(socket: SocketPort): void {
    this.#socket = socket;
    if (this.#reason !== undefined) {
      socket.terminate();
      return;
    }
    if (this.#start !== undefined) socket.send(this.#start, () => undefined);
    this.#timer = setInterval(() => {
      this.#checkLife(socket);
    }, this.#limits.pingIntervalMs);
  }

  async send(chunk: Uint8Array): Promise<void> {
    if (this.#isStopping) throw new InvalidStateError('no audio can be sent after stop');
    const socket = this.#openSocket();
    socket.send(chunk, () => {
      this.#wakeSenders();
    });
    while (socket.bufferedBytes >= this.#limits.highWaterMarkBytes && this.#reason === undefined) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
    this.#openSocket();
  }

  stop(): Promise<ClosedReason> {
    if (!this.#isStopping && this.#reason === undefined) {
      this.#isStopping = true;
      this.#lastMessageMs = performance.now();
      this.#socket?.send(JSON.stringify({ action: 'stop' }), () => undefined);
    }
    return this.closed;
  }

  abort(): void {
    this.#end({ type: 'aborted' });
  }

  onText(text: string): void {
    this.onActivity();
    this.#lastMessageMs = performance.now();
    let message: ServerMessage | undefined;
    try {
      message = parseServerMessage(text);
    } catch (cause) {
      const what = cause instanceof Error ? cause.message : 'the server sent a message that cannot be read';
      this.#fail(new ClientError('protocol', what, { cause }));
      return;
    }
    if (message === undefined) return;
    this.#queue.push(message);
    if (message.type === 'error') {
      const code = this.#missingAnswers > 0 ? 'refused' : 'closed';
      this.#fail(new ClientError(code, message.message, { wireCode: message.code, details: message.details }));
    } else if (message.type === 'state') {
      if (message.state === 'listening') this.#missingAnswers -= 1;
      if (message.state === 'stopped') this.#end({ type: 'stopped', durationSeconds: message.duration });
    }
  }

  onBinary(): void {
    this.#fail(new ClientError('protocol', 'the server sent a binary message; it should only send text'));
  }

  onActivity(): void {
    this.#lastHeardMs = performance.now();
  }

  onClosed(code: number, reason: string): void {
    const words = reason === '' ? `code ${code}` : `code ${code}, "${reason}"`;
    this.#fail(
      new ClientError(
        'closed',
        code === 1006
          ? 'The connection to the server broke.'
          : `The server closed the connection before the end (${words}).`,
      ),
    );
  }

  #openSocket(): SocketPort {
    if (this.#reason?.type === 'failed') throw this.#reason.error;
    if (this.#socket === undefined || this.#reason !== undefined) {
      throw new ClientError('closed', 'The session is over.', { retryable: false });
    }
    return this.#socket;
  }

  #checkLife(socket: SocketPort): void {
    // What is not read says nothing about whether the server lives.
    if (this.#queue.isPaused) return;
    const nowMs = performance.now();
    if (nowMs - this.#lastHeardMs > this.#limits.silenceTimeoutMs) {
      this.#fail(new ClientError('timeout', `The server has been silent for ${seconds(nowMs - this.#lastHeardMs)} s.`));
    } else if (this.#isStopping && nowMs - this.#lastMessageMs > this.#limits.stopTimeoutMs) {
      const waited = seconds(nowMs - this.#lastMessageMs);
      this.#fail(new ClientError('timeout', `The server has sent nothing for ${waited} s after the end of the audio.`));
    } else {
      socket.ping();
    }
  }

  #fail(error: ClientError): void {
    this.#end({ type: 'failed', error });
  }

  /** The one way out: the first reason counts, and nothing stays behind. */
  #end(reason: ClosedReason): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    clearInterval(this.#timer);
    // Reading goes on until the Close frame, whoever reads the messages.
    if (this.#queue.isPaused) this.#socket?.resume();
    this.#queue.end();
    if (reason.type === 'aborted') this.#socket?.terminate();
    else this.#socket?.close();
    this.#settle(reason);
    this.#wakeSenders();
  }

  #wakeSenders(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}
