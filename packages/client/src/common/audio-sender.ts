import { ClientError, InvalidStateError } from './client-error.ts';
import { ResendBuffer } from './resend-buffer.ts';

/** What audio is sent over. */
export interface AudioWire {
  /** Bytes handed over and not yet with the network. */
  readonly bufferedBytes: number;
  send(data: string | Uint8Array): void;
}

/** How audio waits. */
export interface AudioSenderOptions {
  /** How much audio is kept to be sent again; >= 1. */
  readonly capacityBytes: number;
  /** Bytes on the wire at which no more is given to it; >= 1. */
  readonly highWaterMarkBytes: number;
  /** Called when audio must not wait: with `buffer_full`. Sending ends by it. */
  readonly onFull: (error: ClientError) => void;
  /** What audio that finds no room does. */
  readonly whenBufferFull: 'block' | 'fail';
}

interface WaitingChunk {
  /** What of it has found no room yet. */
  rest: Uint8Array;
  /** Behind its last byte, in the session. */
  readonly end: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

interface Flush {
  readonly id: number;
  /** The audio before this byte is meant. */
  readonly byte: number;
  isSent: boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** As many as a server lets wait. */
const maxFlushes = 100;

/**
 * The audio of a session on its way out, over any number of connections: kept since the last final, so that it can be
 * sent again, and with it what is asked at a place in the audio, `flush` and `stop`. Positions are bytes from the
 * beginning of the session.
 */
export class AudioSender {
  readonly #options: AudioSenderOptions;
  readonly #buffer = new ResendBuffer();
  #waiting: WaitingChunk[] = [];
  #flushes: Flush[] = [];
  #nextFlushId = 0;
  #wire: AudioWire | undefined;
  #sent = 0;
  #acknowledged = 0;
  #accepted = 0;
  #isFinishing = false;
  #isStopSent = false;
  #error: Error | undefined;

  constructor(options: AudioSenderOptions) {
    this.#options = options;
  }

  /** The first byte that is kept. */
  get keptFrom(): number {
    return this.#buffer.start;
  }

  /** How much is kept to be sent again; what finds no room yet does not count. */
  get keptBytes(): number {
    return this.#buffer.end - this.#buffer.start;
  }

  /** Behind the last byte that was taken. */
  get end(): number {
    return this.#accepted;
  }

  /** Bytes the server has not confirmed; what finds no room yet counts too. */
  get unacknowledgedBytes(): number {
    return this.#accepted - this.#acknowledged;
  }

  /** True when the server was told on this connection that no audio follows. */
  get isStopSent(): boolean {
    return this.#isStopSent;
  }

  /** Takes audio, copied. Resolves once there is room for more, rejects when sending has ended. */
  take(bytes: Uint8Array): Promise<void> {
    if (this.#error !== undefined) return Promise.reject(this.#error);
    if (this.#isFinishing) return Promise.reject(new InvalidStateError('no audio can be sent after stop'));
    if (bytes.length === 0) return Promise.resolve();
    const waitingBytes = this.#accepted - this.#buffer.end;
    if (waitingBytes >= this.#options.capacityBytes) {
      const error = new ClientError(
        'buffer_full',
        'More audio waits than resendBufferMs lets be kept: await what send returns.',
      );
      this.#options.onFull(error);
      return Promise.reject(error);
    }
    this.#accepted += bytes.length;
    const promise = new Promise<void>((resolve, reject) => {
      const chunk: WaitingChunk = { rest: bytes, end: this.#accepted, resolve, reject };
      this.#waiting.push(chunk);
      this.#makeRoom();
      // What the buffer took is copied there; the rest has to outlast the caller's array.
      if (chunk.rest.length > 0) chunk.rest = chunk.rest.slice();
    });
    this.pump();
    if (this.#options.whenBufferFull === 'fail' && this.#buffer.end < this.#accepted) {
      this.#options.onFull(
        new ClientError('buffer_full', 'The server has not confirmed the audio of the last resendBufferMs.'),
      );
    }
    return promise;
  }

  /** Asks for the final of what was taken so far. Resolves once it is there. */
  flush(): Promise<void> {
    if (this.#error !== undefined) return Promise.reject(this.#error);
    if (this.#isFinishing) return Promise.reject(new InvalidStateError('nothing can be flushed after stop'));
    if (this.#flushes.length >= maxFlushes) {
      return Promise.reject(new InvalidStateError(`${maxFlushes} flushes wait for their answer; await them`));
    }
    const promise = new Promise<void>((resolve, reject) => {
      this.#flushes.push({ id: this.#nextFlushId, byte: this.#accepted, isSent: false, resolve, reject });
    });
    this.#nextFlushId += 1;
    this.pump();
    return promise;
  }

  /** No audio follows what was taken. Idempotent. */
  finish(): void {
    this.#isFinishing = true;
    this.pump();
  }

  /** A connection to the same server session: it goes on behind the last byte that the server has. */
  attach(wire: AudioWire, received: number): void {
    if (this.#error !== undefined) return;
    this.acknowledge(received);
    // What lies before audio that arrived has arrived; only what may have been on its way is asked again.
    for (const flush of this.#flushes) flush.isSent = flush.isSent && flush.byte < received;
    this.#connect(wire, received);
  }

  /** A connection to a new server session, which knows nothing. What is before its first byte is never sent again. */
  attachAnew(wire: AudioWire, from: number): void {
    if (this.#error !== undefined) return;
    this.#acknowledged = from;
    this.#buffer.dropUntil(from);
    for (const flush of this.#flushes) {
      flush.isSent = false;
      if (flush.byte <= from) flush.resolve();
    }
    this.#flushes = this.#flushes.filter(({ byte }) => byte > from);
    this.#connect(wire, from);
  }

  /** The connection is gone: audio waits from now on. */
  detach(): void {
    this.#wire = undefined;
    this.#isStopSent = false;
    this.pump();
  }

  /** Nobody has heard the audio behind this byte; none of it may be forgotten as long as there is room. */
  unacknowledge(from: number): void {
    this.#acknowledged = Math.min(this.#acknowledged, Math.max(from, this.#buffer.start));
  }

  /** The server has the audio before this byte. */
  acknowledge(byte: number): void {
    this.#acknowledged = Math.max(this.#acknowledged, Math.min(byte, this.#buffer.end));
    this.pump();
  }

  /** The text of the audio before this byte is final: it is never sent again. */
  finalise(byte: number): void {
    this.#buffer.dropUntil(Math.min(byte, this.#acknowledged));
  }

  /** The answer to a flush is there; one that nobody waits for is ignored. */
  flushed(id: unknown): void {
    const flush = this.#flushes.find((candidate) => candidate.id === id);
    if (flush === undefined) return;
    this.#flushes = this.#flushes.filter((candidate) => candidate !== flush);
    flush.resolve();
  }

  /**
   * Ends sending. Idempotent.
   *
   * @param error - what those who wait are told; undefined: all was transcribed.
   */
  close(error: Error | undefined): void {
    if (this.#error !== undefined) return;
    this.#error = error ?? new InvalidStateError('no audio can be sent after stop');
    this.#wire = undefined;
    for (const { resolve, reject } of [...this.#waiting, ...this.#flushes]) {
      if (error === undefined) resolve();
      else reject(error);
    }
    this.#waiting = [];
    this.#flushes = [];
    this.#buffer.clear();
  }

  /** Gives the wire as much as it takes. To be called when it takes more. */
  pump(): void {
    this.#makeRoom();
    const wire = this.#wire;
    while (wire !== undefined && wire.bufferedBytes < this.#options.highWaterMarkBytes) {
      const flush = this.#flushes.find(({ isSent }) => !isSent);
      const to = flush === undefined ? this.#buffer.end : Math.min(flush.byte, this.#buffer.end);
      if (this.#sent < to) this.#sendAudio(wire, to);
      else if (flush?.byte === this.#sent) {
        flush.isSent = true;
        wire.send(JSON.stringify({ action: 'flush', id: flush.id }));
      } else break;
    }
    this.#sayStop();
    this.#releaseSenders();
  }

  #connect(wire: AudioWire, from: number): void {
    this.#wire = wire;
    this.#sent = from;
    this.#isStopSent = false;
    this.pump();
  }

  #sendAudio(wire: AudioWire, to: number): void {
    const piece = this.#buffer.read(this.#sent, to);
    this.#sent += piece.length;
    wire.send(piece);
  }

  #sayStop(): void {
    const isAllSent = this.#sent === this.#accepted && this.#flushes.every(({ isSent }) => isSent);
    if (!this.#isFinishing || this.#isStopSent || this.#wire === undefined || !isAllSent) return;
    this.#isStopSent = true;
    this.#wire.send('{"action":"stop"}');
  }

  /** Takes what waits into the buffer, as far as there is room; confirmed audio makes room. */
  #makeRoom(): void {
    const { capacityBytes } = this.#options;
    for (const chunk of this.#waiting) {
      const wanted = chunk.rest.length;
      if (wanted === 0) continue;
      const excess = this.#buffer.end + wanted - this.#buffer.start - capacityBytes;
      if (excess > 0) this.#buffer.dropUntil(Math.min(this.#buffer.start + excess, this.#acknowledged));
      const room = Math.max(0, capacityBytes - (this.#buffer.end - this.#buffer.start));
      this.#buffer.append(chunk.rest.subarray(0, room));
      chunk.rest = chunk.rest.subarray(room);
      if (chunk.rest.length > 0) return;
    }
  }

  #releaseSenders(): void {
    for (let chunk = this.#waiting[0]; chunk !== undefined; chunk = this.#waiting[0]) {
      const isOut = this.#wire === undefined || this.#sent >= chunk.end;
      if (chunk.rest.length > 0 || !isOut) return;
      this.#waiting.shift();
      chunk.resolve();
    }
  }
}
