import { parseServerMessage, type ServerMessage, type TranscriptResult } from '@steno/protocol';
import { WebSocket } from 'ws';
import { within } from './deadline.ts';

/** How a resuming client works. */
export interface ResumingClientOptions {
  /** `ws://host:port`, without a path. */
  readonly url: string;
  readonly key: string;
  /** Sent from the beginning; default query: `language=en`. */
  readonly audio: Int16Array;
  readonly query?: Readonly<Record<string, string>>;
  /** Bytes of one message; default 3200, 100 ms. */
  readonly chunkBytes?: number;
  /** Times real time; default as fast as the socket takes it. */
  readonly speed?: number;
  /** How the audio ends; default `stop`. */
  readonly end?: 'stop' | 'close_frame';
  /** How long all of it may take, in ms; default 60,000. */
  readonly deadlineMs?: number;
}

/** What a resuming client has at the end. */
export interface ResumedTranscript {
  /** All messages of the session in the order of their numbers, each once. */
  readonly messages: readonly ServerMessage[];
  readonly finals: readonly TranscriptResult[];
  readonly sessionId: string;
  /** How often it came back to its session. */
  readonly resumes: number;
  /** Sessions that were given up because their `listening` never arrived. */
  readonly orphans: number;
  /** The code of the last Close frame; undefined when only the last message came. */
  readonly closeCode: number | undefined;
}

/** How long to wait after an answer that says to try again, in ms. */
const retryMs = 100;

interface Resumption {
  readonly sessionId: string;
  readonly token: string;
}

/**
 * A client that comes back: it sends a recording, and when its connection breaks it connects again with what
 * it knows of its session, takes the messages it has missed, and sends on from where the server has not heard.
 * It fails on a gap or a repetition in the numbers of messages.
 */
export class ResumingClient {
  readonly #options: ResumingClientOptions;
  readonly #bytes: Uint8Array;
  readonly #messages: ServerMessage[] = [];
  #resumption: Resumption | undefined;
  #socket: WebSocket | undefined;
  #resumes = 0;
  #orphans = 0;
  #isOver = false;
  #closeCode: number | undefined;
  #nextByte = 0;
  #abandon: () => void = () => undefined;
  #failure: Error | undefined;
  #isRefused = false;

  constructor(options: ResumingClientOptions) {
    this.#options = options;
    const { buffer, byteOffset, byteLength } = options.audio;
    this.#bytes = new Uint8Array(buffer, byteOffset, byteLength);
  }

  /** Messages so far. */
  get messages(): readonly ServerMessage[] {
    return this.#messages;
  }

  /** Gives its connection up without closing it, as when the network is gone, and connects again. */
  abandon(): void {
    this.#abandon();
  }

  /** Sends everything and returns once the last message is there. */
  async run(): Promise<ResumedTranscript> {
    await within(this.#runAll(), 'the end of the session', this.#options.deadlineMs ?? 60_000);
    return {
      messages: this.#messages,
      finals: this.#messages.flatMap((message) =>
        message.type === 'transcript' && message.result.is_final ? [message.result] : [],
      ),
      sessionId: this.#resumption?.sessionId ?? '',
      resumes: this.#resumes,
      orphans: this.#orphans,
      closeCode: this.#closeCode,
    };
  }

  async #runAll(): Promise<void> {
    while (!this.#isOver) {
      await this.#oneConnection();
      if (this.#failure !== undefined) throw this.#failure;
    }
  }

  #target(): string {
    const query = new URLSearchParams(this.#options.query ?? { language: 'en' });
    if (this.#resumption !== undefined) {
      query.set('session', this.#resumption.sessionId);
      query.set('resume_token', this.#resumption.token);
      query.set('last_seq', String(this.#messages.length - 1));
    }
    return `${this.#options.url}/v2/realtime?${query.toString()}`;
  }

  /** Resolves when the connection is over or given up. */
  async #oneConnection(): Promise<void> {
    const socket = new WebSocket(this.#target(), {
      headers: { authorization: `Bearer ${this.#options.key}` },
      perMessageDeflate: false,
    });
    this.#socket = socket;
    let isGone = false;
    await new Promise<void>((resolve) => {
      const leave = (): void => {
        isGone = true;
        resolve();
      };
      this.#abandon = leave;
      socket.on('error', () => undefined);
      socket.on('unexpected-response', (request, response) => {
        // All workers may be on their way back; nothing else is to be refused here.
        this.#isRefused = true;
        const isBusy = response.statusCode === 503;
        if (!isBusy) this.#failure = new Error(`refused with ${String(response.statusCode)}`);
        request.destroy();
        setTimeout(leave, isBusy ? retryMs : 0);
      });
      socket.on('close', (code) => {
        if (!isGone && this.#isOver) this.#closeCode = code;
        leave();
      });
      socket.on('message', (data: Buffer) => {
        if (isGone) return;
        const message = parseServerMessage(data.toString('utf8'));
        if (message !== undefined) this.#take(message, () => void this.#sendFrom(socket, () => isGone));
      });
    });
    if (!this.#isOver && this.#resumption === undefined && !this.#isRefused) this.#orphans += 1;
    this.#isRefused = false;
  }

  #take(message: ServerMessage, go: () => void): void {
    if (message.type === 'state' && message.state === 'resumed') {
      this.#resumes += 1;
      this.#resumption = { sessionId: message.session_id ?? '', token: message.resume_token ?? '' };
      this.#nextByte = message.received_bytes ?? 0;
      go();
      return;
    }
    if (message.type === 'error' && message.seq === undefined) {
      this.#failure = new Error(`told ${message.code}: ${message.message}`);
      this.#socket?.terminate();
      return;
    }
    if (message.seq !== this.#messages.length) {
      this.#failure = new Error(`message ${String(message.seq)} came when ${this.#messages.length} was due`);
      this.#socket?.terminate();
      return;
    }
    this.#messages.push(message);
    if (message.type === 'error' || (message.type === 'state' && message.state === 'stopped')) this.#isOver = true;
    if (message.type === 'state' && message.state === 'listening' && this.#resumption === undefined) {
      this.#resumption = { sessionId: message.session_id ?? '', token: message.resume_token ?? '' };
      go();
    }
  }

  async #sendFrom(socket: WebSocket, isGone: () => boolean): Promise<void> {
    const { chunkBytes = 3200, speed, end = 'stop' } = this.#options;
    const startMs = performance.now();
    const startByte = this.#nextByte;
    while (this.#nextByte < this.#bytes.length) {
      if (speed !== undefined) {
        const dueMs = startMs + (this.#nextByte - startByte) / 32 / speed;
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now())));
      }
      if (isGone() || socket !== this.#socket) return;
      const chunk = this.#bytes.subarray(this.#nextByte, this.#nextByte + chunkBytes);
      this.#nextByte += chunk.length;
      await new Promise<void>((resolve) => {
        socket.send(chunk, () => {
          resolve();
        });
      });
    }
    if (isGone() || socket !== this.#socket) return;
    if (end === 'stop') socket.send('{"action":"stop"}', () => undefined);
    else socket.close(1000);
  }
}
