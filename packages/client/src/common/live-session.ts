import { bytesPerMs } from '@steno/audio';
import type { ServerMessage, StateMessage } from '@steno/protocol';
import { AudioSender } from './audio-sender.ts';
import { audioStreamOf, type AudioStream } from './audio-stream.ts';
import { ClientError } from './client-error.ts';
import type {
  AudioChunk,
  ClosedReason,
  Result,
  SessionEvents,
  SessionLimits,
  SessionStatus,
  TokenProvider,
  TranscribeOptions,
  TranscriptionSession,
} from './contract.ts';
import { Emitter } from './emitter.ts';
import { KeepAlive } from './keep-alive.ts';
import { type FormerSession, Link, type LinkListener } from './link.ts';
import { LiveTranscript } from './live-transcript.ts';
import { bytesOfChunk } from './pcm.ts';
import type { Platform } from './platform.ts';
import { ResultMapper } from './result-mapper.ts';
import { ResultQueue } from './result-queue.ts';
import { requestOf } from './session-request.ts';
import { SlowWatch } from './slow-watch.ts';
import type { Transcript, TranscriptSnapshot } from './transcript.ts';

/** What a session is made with. */
export interface LiveSessionParts {
  readonly platform: Platform;
  readonly limits: SessionLimits;
  readonly server: URL;
  readonly token: string | TokenProvider | undefined;
  readonly options: TranscribeOptions;
}

/** What a server leaves out of its `duration` although it heard everything, in ms: fractions, and a WAVE header. */
const uncountedMs = { fraction: 0.5, waveHeader: 10 };

/** A session over as many connections and server sessions as it takes. */
export class LiveSession implements TranscriptionSession, LinkListener {
  readonly opened: Promise<StateMessage>;
  readonly closed: Promise<ClosedReason>;
  readonly #parts: LiveSessionParts;
  readonly #emitter = new Emitter<SessionEvents>();
  readonly #transcript = new LiveTranscript();
  readonly #results: ResultQueue;
  readonly #mapper = new ResultMapper();
  readonly #sender: AudioSender;
  readonly #slow: SlowWatch;
  readonly #keepAlive: KeepAlive | undefined;
  readonly #link: Link;
  readonly #audio: AudioStream;
  readonly #stopped: Promise<TranscriptSnapshot>;
  #resolveOpened: (message: StateMessage) => void = () => undefined;
  #rejectOpened: (error: ClientError) => void = () => undefined;
  #settle: (reason: ClosedReason) => void = () => undefined;
  #id: string | undefined;
  #reason: ClosedReason | undefined;
  #status: SessionStatus = 'connecting';
  #isStopping = false;
  #isShuttingDown = false;
  #isSpeaking = false;
  /** The server session of now was come back to: what ended it need not be what was asked on this connection. */
  #isResumed = false;
  /** The first byte that the server session of now hears. */
  #baseByte = 0;
  #lostMs = 0;
  #uncountedMs = uncountedMs.fraction;
  #cancelStopTimeout: () => void = () => undefined;
  readonly #onAbort = (): void => {
    this.abort();
  };

  constructor(parts: LiveSessionParts) {
    const { platform, limits, server, token, options } = parts;
    this.#parts = parts;
    this.#results = new ResultQueue(limits.maxUnreadMessages);
    this.#slow = new SlowWatch(platform.clock, () => this.#updateStatus());
    this.#sender = new AudioSender({
      capacityBytes: limits.resendBufferMs * bytesPerMs,
      highWaterMarkBytes: limits.highWaterMarkBytes,
      whenBufferFull: options.whenBufferFull ?? 'block',
      onFull: (error) => this.#end({ type: 'failed', error }),
    });
    this.opened = new Promise((resolve, reject) => {
      this.#resolveOpened = resolve;
      this.#rejectOpened = reject;
    });
    this.closed = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#stopped = this.closed.then((reason) => {
      if (reason.type === 'stopped') return this.#transcript.snapshot();
      throw errorOf(reason);
    });
    // Whoever waits for them is told; nobody has to.
    this.opened.catch(() => undefined);
    this.#stopped.catch(() => undefined);
    this.#audio = audioStreamOf(this);
    const request = requestOf(options);
    const retryOpening = options.retryOpening ?? false;
    this.#link = new Link({ platform, limits, server, token, request, retryOpening }, this);
    if (options.keepAlive === true) {
      this.#keepAlive = new KeepAlive(platform.clock, limits.pingIntervalMs, () => {
        if (this.#link.isConnected && !this.#isStopping) this.#link.send('{"action":"keepalive"}');
      });
    }
    // A signal that aborted before tells nobody any more.
    if (options.signal?.aborted === true) this.abort();
    else options.signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  get id(): string | undefined {
    return this.#id;
  }

  get transcript(): Transcript {
    return this.#transcript;
  }

  get results(): AsyncIterable<Result> {
    return this.#results;
  }

  get audio(): WritableStream<AudioChunk> {
    return this.#audio.writable;
  }

  async send(chunk: AudioChunk): Promise<void> {
    const bytes = bytesOfChunk(chunk);
    if (this.#sender.end === 0 && beginsWaveFile(bytes)) this.#uncountedMs = uncountedMs.waveHeader;
    const taken = this.#sender.take(bytes);
    this.#keepAlive?.sent();
    this.#audioMoved();
    await taken;
  }

  flush(): Promise<void> {
    return this.#sender.flush();
  }

  stop(): Promise<TranscriptSnapshot> {
    if (!this.#isStopping && this.#reason === undefined) {
      this.#isStopping = true;
      this.#sender.finish();
      this.#armStopTimeout();
      this.#updateStatus();
    }
    return this.#stopped;
  }

  abort(): void {
    this.#end({ type: 'aborted' });
  }

  status(): SessionStatus {
    return this.#status;
  }

  on<Name extends keyof SessionEvents>(name: Name, listener: (event: SessionEvents[Name]) => void): () => void {
    return this.#emitter.on(name, listener);
  }

  onListening(message: StateMessage, former: FormerSession | undefined): void {
    this.#id = message.session_id;
    this.#isShuttingDown = false;
    this.#isResumed = false;
    if (former !== undefined) this.#beginAnew(message, former);
    if (this.#reason !== undefined) return;
    this.#sender.attachAnew(this.#link, this.#baseByte);
    this.#resolveOpened(message);
    this.#emitter.emit('listening', message);
    this.#connected();
  }

  onResumed(message: StateMessage, missedMs: number): void {
    const received = this.#baseByte + (message.received_bytes ?? 0);
    if (received < this.#sender.keptFrom || received > this.#sender.end) {
      const error = new ClientError('protocol', 'the server resumed at audio that was acknowledged, or never sent');
      this.#end({ type: 'failed', error });
      return;
    }
    this.#isResumed = true;
    this.#sender.attach(this.#link, received);
    this.#emitter.emit('resumed', { sessionId: this.#id ?? '', missedMs });
    this.#connected();
  }

  onMessage(message: ServerMessage): void {
    if (message.type === 'ack' && this.#parts.options.ack !== true) return;
    this.#emitter.emit('message', message);
  }

  onNumbered(message: ServerMessage): void {
    this.#armStopTimeout();
    switch (message.type) {
      case 'transcript':
        this.#take(this.#mapper.result(message.result));
        break;
      case 'flushed':
        this.#sender.flushed(message.id);
        break;
      case 'ack':
        this.#sender.acknowledge(this.#baseByte + Math.floor(message.received_ms) * bytesPerMs);
        break;
      case 'speech_start':
        this.#isSpeaking = true;
        this.#emitter.emit('speechStart', { atMs: this.#mapper.timeMs(message.timestamp) });
        break;
      case 'speech_end':
        this.#isSpeaking = false;
        this.#emitter.emit('speechEnd', { atMs: this.#mapper.timeMs(message.timestamp) });
        break;
      case 'warning':
        this.#warn(message);
        break;
      case 'state':
        this.#onState(message);
        break;
      case 'error':
        break;
    }
    this.#audioMoved();
  }

  onLost(isOver: boolean): void {
    this.#cancelStopTimeout();
    this.#sender.detach();
    if (isOver) this.#sender.unacknowledge(this.#mapper.finalEndMs * bytesPerMs);
    this.#updateStatus();
  }

  onFailed(error: ClientError): void {
    this.#end({ type: 'failed', error });
  }

  onDrained(): void {
    this.#sender.pump();
  }

  onLife(): void {
    this.#updateStatus();
  }

  /**
   * Another server session hears on behind the last final, as far as that audio is kept. The one before may have heard
   * more of it, but what it said of it is unknown, and a word that it heard half of must be heard as a whole.
   */
  #beginAnew(message: StateMessage, former: FormerSession): void {
    // What was lost before is not lost again.
    const wantedMs = Math.max(this.#mapper.finalEndMs, Math.ceil(this.#baseByte / bytesPerMs));
    const fromMs = Math.max(wantedMs, Math.ceil(this.#sender.keptFrom / bytesPerMs));
    // Whole samples only, and no more than there is.
    this.#baseByte = Math.min(fromMs * bytesPerMs, this.#sender.end - (this.#sender.end % 2));
    this.#mapper.begin(this.#baseByte / bytesPerMs);
    this.#transcript.dropPartial();
    if (this.#isSpeaking) {
      this.#isSpeaking = false;
      this.#emitter.emit('speechEnd', { atMs: fromMs });
    }
    this.#lostMs += fromMs - wantedMs;
    this.#emitter.emit('restarted', {
      previousSessionId: former.sessionId,
      sessionId: message.session_id ?? '',
      wireCode: former.wireCode,
      heardAgainFromMs: fromMs,
      lost: fromMs > wantedMs ? { fromMs: wantedMs, toMs: fromMs } : undefined,
    });
  }

  #take(result: Result): void {
    this.#transcript.add(result);
    this.#results.push(result);
    if (result.isFinal) this.#sender.finalise(result.endMs * bytesPerMs);
    this.#emitter.emit(result.isFinal ? 'final' : 'partial', result);
  }

  #warn({ code, message, lag_ms: lagMs }: ServerMessage & { readonly type: 'warning' }): void {
    if (code === 'lag') this.#slow.lagged();
    this.#emitter.emit('warning', { code, message, ...(lagMs === undefined ? {} : { lagMs }) });
  }

  #onState(message: StateMessage): void {
    if (message.state === 'shutting_down') {
      this.#isShuttingDown = true;
      this.#emitter.emit('shuttingDown', { at: new Date((message.at ?? 0) * 1000) });
    }
    if (message.state !== 'stopped') return;
    const { duration } = message;
    const heardMs = duration === undefined ? undefined : this.#mapper.timeMs(duration);
    const exactMs = this.#baseByte / bytesPerMs + (duration ?? 0) * 1000;
    const isAllHeard = duration === undefined || exactMs + this.#uncountedMs >= this.#sender.end / bytesPerMs;
    // A Close frame of a connection that was given up may have come to the server before the client did: a browser cannot
    // leave without one.
    const isForOurStop = !this.#isShuttingDown && !this.#isResumed;
    if (this.#sender.isStopSent && (isForOurStop || isAllHeard)) {
      const durationMs = heardMs === undefined ? undefined : heardMs - this.#lostMs;
      this.#end({ type: 'stopped', durationMs });
    } else {
      this.#link.renew(this.#isShuttingDown ? 'shutting_down' : 'stopped');
    }
  }

  #connected(): void {
    this.#armStopTimeout();
    this.#audioMoved();
  }

  #audioMoved(): void {
    this.#slow.unacknowledged(this.#sender.unacknowledgedBytes / bytesPerMs);
    this.#updateStatus();
  }

  #armStopTimeout(): void {
    this.#cancelStopTimeout();
    if (!this.#isStopping || !this.#link.isConnected || this.#reason !== undefined) return;
    const { stopTimeoutMs } = this.#parts.limits;
    this.#cancelStopTimeout = this.#parts.platform.clock.schedule(stopTimeoutMs, () => {
      const seconds = Math.round(stopTimeoutMs / 1000);
      const message = `The server has sent nothing for ${seconds} s after the end of the audio.`;
      this.#end({ type: 'failed', error: new ClientError('timeout', message) });
    });
  }

  #updateStatus(): void {
    this.#setStatus(this.#reason === undefined ? this.#statusNow() : 'stopping');
  }

  #statusNow(): SessionStatus {
    if (!this.#link.isConnected) return this.#id === undefined ? 'connecting' : 'reconnecting';
    if (this.#isStopping) return 'stopping';
    if (this.#link.isStale) return 'stale';
    return this.#slow.isSlow ? 'slow' : 'listening';
  }

  #setStatus(status: SessionStatus): void {
    if (status === this.#status || this.#status === 'closed') return;
    this.#status = status;
    this.#emitter.emit('status', status);
  }

  /** The one way out: the first reason counts, and nothing stays behind. */
  #end(reason: ClosedReason): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#cancelStopTimeout();
    this.#slow.close();
    this.#keepAlive?.close();
    this.#parts.options.signal?.removeEventListener('abort', this.#onAbort);
    const error = reason.type === 'stopped' ? undefined : errorOf(reason);
    this.#sender.close(error);
    this.#results.end(reason.type === 'failed' ? reason.error : undefined);
    if (error !== undefined) {
      this.#rejectOpened(error);
      this.#audio.fail(error);
    }
    this.#updateStatus();
    this.#link.end(() => {
      this.#setStatus('closed');
      this.#emitter.emit('closed', reason);
      this.#emitter.clear();
      this.#settle(reason);
    });
  }
}

function errorOf(reason: Exclude<ClosedReason, { readonly type: 'stopped' }>): ClientError {
  if (reason.type === 'failed') return reason.error;
  return new ClientError('aborted', 'The session was aborted.');
}

function beginsWaveFile(bytes: Uint8Array): boolean {
  return [0x52, 0x49, 0x46, 0x46].every((letter, index) => bytes[index] === letter);
}
