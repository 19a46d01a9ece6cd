import { AudioFormatError, AudioIntake, samplesToMs } from '@steno/audio';
import {
  type ClientMessage,
  closeCodeOf,
  closeCodes,
  parseClientMessage,
  type SessionOptions,
  WireError,
} from '@steno/protocol';
import type { RecognitionEvent, RecognitionHost, RecognitionStream } from '@steno/recognition';
import { Transcript } from '../transcript/transcript.ts';
import { AudioWatch } from './audio-watch.ts';
import type { Format } from './core-message.ts';
import { Outbox } from './outbox.ts';
import type { Clock, Connection, SessionLimits } from './ports.ts';
import { ReadingPace } from './reading-pace.ts';
import { type SessionAction, type SessionInput, sessionStates, type SessionState } from './session-state.ts';

/** What a session is made of. */
export interface SessionParts {
  readonly sessionId: string;
  readonly connection: Connection;
  readonly recognition: RecognitionHost;
  readonly clock: Clock;
  readonly format: Format;
  readonly limits: SessionLimits;
  /** What the client asked for, BCP-47; named in the results. */
  readonly language: string;
  /** The served language it was matched to. */
  readonly servedLanguage: string;
  readonly options: SessionOptions;
  /** Query parameters nobody knows, for one warning. */
  readonly unknownParameters: readonly string[];
  /** Called once, when the session is over. */
  readonly onClosed: (summary: SessionSummary) => void;
}

/** What is known of a session when it is over; nothing of what was said. */
export interface SessionSummary {
  /** The wire error that ended it; absent when it ended as it should. */
  readonly errorCode?: string;
  readonly receivedMs: number;
  readonly finals: number;
  readonly shedPartials: number;
}

/** The reason a session ends for when no error does. */
type Ending = 'stopped' | 'idle' | 'shutdown';

const ackIntervalMs = 1000;
/** Flushes a client may have waiting for their answer. Chosen. */
const maxOpenFlushes = 100;

/**
 * One client's transcription. Owns its recognition stream; knows no socket and no engine. What each
 * input means in each state is in the table of `session-state.ts`; this class carries it out.
 */
export class Session {
  readonly #parts: SessionParts;
  readonly #intake: AudioIntake = new AudioIntake();
  readonly #transcript: Transcript;
  readonly #outbox: Outbox;
  readonly #watch: AudioWatch;
  readonly #pace: ReadingPace;
  readonly #stream: RecognitionStream;
  readonly #flushIds = new Map<number, unknown>();
  #options: SessionOptions;
  #state: SessionState = 'open';
  #ending: Ending = 'stopped';
  #error: WireError | undefined;
  #nextFlush = 0;
  #hasNotedLate = false;
  #acknowledgedAtMs = -Infinity;
  #finals = 0;
  #cancelCloseTimeout: () => void = () => undefined;

  /**
   * Opens the session and says `listening`.
   *
   * @throws RecognitionError when no recognition stream can be opened; nothing was sent then.
   */
  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#options = parts.options;
    const { connection, format, limits } = parts;
    this.#stream = parts.recognition.open({ language: parts.servedLanguage }, (event) => {
      this.#onRecognition(event);
    });
    this.#transcript = new Transcript(parts.language, this.#stream.casing);
    this.#outbox = new Outbox({
      connection,
      format,
      limits,
      onOverflow: () => {
        this.#fail(
          new WireError('slow_consumer', 'More messages are unread than the server keeps. Read while you send.'),
        );
      },
    });
    this.#watch = new AudioWatch(parts.clock, limits, {
      onGap: () => {
        this.#onGap();
      },
      onIdleSoon: (leftMs) => {
        const message = `No audio has come; the session ends in ${leftMs} ms. Send audio or {"action":"keepalive"}.`;
        this.#outbox.push({ type: 'warning', code: 'idle', message });
      },
      onIdle: () => {
        this.#apply('idle');
      },
    });
    this.#pace = new ReadingPace(connection, this.#watch, limits.maxAudioAheadMs);
    this.#sayListening();
    if (parts.unknownParameters.length > 0) this.#warnUnknown(parts.unknownParameters);
    this.#warnUnserved();
  }

  /** Audio received, in samples. */
  get receivedSamples(): number {
    return this.#intake.samples;
  }

  /** The client sent a binary message; its bytes belong to the session from now on. */
  onAudio(bytes: Uint8Array): void {
    this.#apply('audio', () => {
      this.#take(bytes);
    });
  }

  /** The client sent a text message. */
  onText(text: string): void {
    if (this.#state === 'finishing' || this.#state === 'closed') return;
    let message: ClientMessage;
    try {
      message = parseClientMessage(text);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.onViolation(error);
      return;
    }
    this.#watch.alive();
    this.#apply(message.type, () => {
      if (message.type === 'start') this.#configure(message);
      if (message.type === 'flush') this.#flush(message.id);
    });
  }

  /** The client sent a Close frame: its audio is over, and it waits for the last finals. */
  onCloseFrame(): void {
    this.#apply('close_frame');
  }

  /** The client broke a rule of the protocol. */
  onViolation(error: WireError): void {
    this.#error ??= error;
    this.#apply('violation');
  }

  /** The connection ended without a Close frame. */
  onLost(): void {
    this.#apply('lost');
  }

  /** The connection has taken bytes. */
  onDrain(): void {
    if (this.#state !== 'closed') this.#outbox.drain();
  }

  /** The server wants to end: what was heard is finalised, then the connection is closed with 1001. */
  shutdown(): void {
    this.#apply('shutdown');
  }

  /** One step of the state table; `carryOut` does what only the caller has the facts for. */
  #apply(input: SessionInput, carryOut?: () => void): void {
    const state = this.#state;
    const { next, action } = sessionStates[state][input];
    if (action === 'finish') this.#ending = input === 'idle' ? 'idle' : input === 'shutdown' ? 'shutdown' : 'stopped';
    this.#state = next;
    this.#act(action, carryOut);
  }

  #act(action: SessionAction, carryOut: (() => void) | undefined): void {
    switch (action) {
      case 'take':
      case 'configure':
      case 'flush':
        carryOut?.();
        break;
      case 'refuse_start':
        this.#error = new WireError(
          'bad_request',
          'start comes once, before the first audio. Connect again to begin anew.',
        );
        this.#close(this.#error);
        break;
      case 'finish':
        this.#finish();
        break;
      case 'note_late':
        this.#noteLate();
        break;
      case 'complete':
        this.#complete();
        break;
      case 'reject':
        this.#close(this.#error ?? new WireError('internal', 'Recognition ended before the audio did. Connect again.'));
        break;
      case 'abandon':
        this.#close(undefined);
        break;
      case 'none':
        break;
    }
  }

  #take(bytes: Uint8Array): void {
    this.#watch.heard();
    let samples: Int16Array;
    try {
      samples = this.#intake.push(bytes);
    } catch (error) {
      if (!(error instanceof AudioFormatError)) throw error;
      this.onViolation(new WireError('unsupported_media_type', error.message, { accepted: ['audio/L16;rate=16000'] }));
      return;
    }
    if (samples.length > 0) this.#stream.write(samples);
    this.#pace.received(this.#intake.samples);
    this.#acknowledge();
  }

  #configure({ options, unknown }: Extract<ClientMessage, { type: 'start' }>): void {
    this.#options = { ...this.#options, ...options };
    this.#sayListening();
    if (unknown.length > 0) this.#warnUnknown(unknown);
    if (options.actualNumbers === true) this.#warnUnserved();
  }

  #flush(id: unknown): void {
    if (this.#flushIds.size >= maxOpenFlushes) {
      this.onViolation(new WireError('bad_request', `More than ${maxOpenFlushes} flushes wait for their answer.`));
      return;
    }
    const flushId = this.#nextFlush;
    this.#nextFlush += 1;
    this.#flushIds.set(flushId, id);
    this.#stream.flush(flushId);
  }

  #finish(): void {
    this.#watch.close();
    const rest = this.#intake.finish();
    if (rest.length > 0) this.#stream.write(rest);
    this.#pace.release();
    this.#armCloseTimeout();
    this.#stream.end();
  }

  #complete(): void {
    if (this.#ending === 'idle') {
      const seconds = this.#parts.limits.idleMs / 1000;
      this.#error = new WireError(
        'idle_timeout',
        `No audio and no keepalive came for ${seconds} seconds. Connect again.`,
      );
    }
    this.#close(this.#error);
  }

  #noteLate(): void {
    if (this.#hasNotedLate) return;
    this.#hasNotedLate = true;
    const message = 'Audio after the end of the audio is not used. Connect again for a new session.';
    this.#outbox.push({ type: 'warning', code: 'audio_after_stop', message });
  }

  #onRecognition(event: RecognitionEvent): void {
    if (this.#state === 'closed') return;
    switch (event.type) {
      case 'partial': {
        const text = this.#transcript.partial(event.hypothesis);
        if (text !== undefined && this.#options.partial) this.#outbox.push({ type: 'segment', text });
        break;
      }
      case 'final': {
        const text = this.#transcript.final(event.hypothesis);
        if (text === undefined) break;
        this.#finals += 1;
        this.#outbox.push({ type: 'segment', text });
        break;
      }
      case 'decoded':
        if (this.#state === 'finishing') this.#armCloseTimeout();
        else this.#pace.decoded(event.samples, this.#intake.samples);
        break;
      case 'flushed':
        this.#onFlushed(event.flushId);
        break;
      case 'speech_start':
      case 'speech_end':
        if (this.#options.events) this.#outbox.push(event);
        break;
      case 'ended':
        this.#apply('ended');
        break;
      case 'failed':
        this.#error = new WireError('internal', 'The recognizer of this session was lost. Connect again.', {
          reason: event.error.code,
        });
        this.#apply('failed');
        break;
    }
  }

  #onFlushed(flushId: number): void {
    // A gap in the audio asks for a flush that no client waits for.
    if (!this.#flushIds.has(flushId)) return;
    const id = this.#flushIds.get(flushId);
    this.#flushIds.delete(flushId);
    this.#outbox.push({ type: 'flushed', id });
  }

  #onGap(): void {
    // A short utterance may have shown no partial yet; its final is due all the same.
    if (this.#transcript.isOpen) {
      const message = `No audio has come for ${this.#parts.limits.gapMs} ms; what was heard is finalised.`;
      this.#outbox.push({ type: 'warning', code: 'audio_gap', message });
    }
    this.#stream.flush(this.#nextFlush);
    this.#nextFlush += 1;
  }

  #acknowledge(): void {
    if (!this.#options.ack) return;
    const now = this.#parts.clock.nowMs();
    if (now - this.#acknowledgedAtMs < ackIntervalMs) return;
    this.#acknowledgedAtMs = now;
    this.#outbox.push({ type: 'ack', receivedSamples: this.#intake.samples });
  }

  #armCloseTimeout(): void {
    this.#cancelCloseTimeout();
    const { clock, limits } = this.#parts;
    this.#cancelCloseTimeout = clock.schedule(limits.closeTimeoutMs, () => {
      this.#fail(new WireError('internal', `The last finals made no progress for ${limits.closeTimeoutMs} ms.`));
    });
  }

  #fail(error: WireError): void {
    this.#error ??= error;
    this.#apply('failed');
  }

  #sayListening(): void {
    const { sessionId, language } = this.#parts;
    this.#outbox.push({ type: 'listening', sessionId, language, modelId: this.#stream.modelId });
  }

  #warnUnknown(names: readonly string[]): void {
    const message = `Not known here and ignored: ${names.map((name) => name.slice(0, 40)).join(', ')}.`;
    this.#outbox.push({ type: 'warning', code: 'unknown_parameter', message });
  }

  #warnUnserved(): void {
    if (!this.#options.actualNumbers) return;
    const message = 'actual_numbers is not served by this server: numbers stay words.';
    this.#outbox.push({ type: 'warning', code: 'option_not_served', message });
  }

  /** Says the last words, closes what the session owns and reports. */
  #close(error: WireError | undefined): void {
    const { connection, onClosed, sessionId } = this.#parts;
    this.#watch.close();
    this.#cancelCloseTimeout();
    this.#stream.close();
    const receivedSamples = this.#intake.samples;
    const isComplete = this.#ending === 'stopped' && error === undefined;
    if (error !== undefined) {
      this.#outbox.push({ type: 'error', code: error.code, message: error.message, details: error.details });
      this.#outbox.flush();
      connection.close(closeCodeOf(error.code), error.code);
    } else {
      this.#outbox.push({ type: 'stopped', sessionId, receivedSamples });
      this.#outbox.flush();
      connection.close(isComplete ? closeCodes.normal : closeCodes.goingAway, this.#ending);
    }
    onClosed({
      ...(error === undefined ? {} : { errorCode: error.code }),
      receivedMs: samplesToMs(receivedSamples),
      finals: this.#finals,
      shedPartials: this.#outbox.shedPartials,
    });
  }
}
