import { samplesToMs } from '@steno/audio';
import {
  changeSessionOptions,
  type ClientMessage,
  parseClientMessage,
  type SessionOptions,
  WireError,
} from '@steno/protocol';
import { allowedOptions } from '../auth/check-grant.ts';
import { AckPace } from './ack-pace.ts';
import { agree } from './agreement.ts';
import { Attachment } from './attachment.ts';
import { ClientAudio } from './client-audio.ts';
import { Outbox, type OutboxFigures } from './outbox.ts';
import type { Connection } from './ports.ts';
import { Results } from './results.ts';
import type { SessionEnd, SessionParts } from './session-parts.ts';
import { closingOf, endings, SessionDeadlines } from './session-ending.ts';
import { type SessionAction, type SessionInput, sessionStates, type SessionState } from './session-state.ts';
import { sessionWords } from './session-words.ts';

/**
 * One client's transcription, over one connection after another; knows no socket and no engine. What each
 * input means in each state is in the table of `session-state.ts`; this class carries it out.
 */
export class Session {
  readonly #parts: SessionParts;
  readonly #results: Results;
  readonly #audio: ClientAudio;
  readonly #outbox: Outbox;
  readonly #attachment: Attachment;
  readonly #ackPace: AckPace;
  readonly #deadlines: SessionDeadlines;
  #options: SessionOptions;
  #state: SessionState = 'open';
  #ending: SessionEnd = 'stopped';
  #error: WireError | undefined;
  #hasNotedLate = false;

  /**
   * Opens the session and has `listening` ready for its first connection.
   *
   * @throws RecognitionError when no recognition stream can be opened, WireError `unsupported_type`; nothing has
   *   happened then.
   */
  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#options = parts.options;
    const { sessionId, clock, format, limits, createToken } = parts;
    this.#ackPace = new AckPace(clock, () =>
      this.#outbox.push({ type: 'ack', receivedSamples: this.#audio.receivedSamples }),
    );
    this.#deadlines = new SessionDeadlines(clock);
    this.#outbox = new Outbox({
      format,
      limits,
      onOverflow: () => this.#onOverflow(),
      onFault: (error) => this.#onFault(error),
    });
    this.#results = this.#openResults();
    this.#audio = this.#openAudio();
    this.#attachment = new Attachment({
      sessionId,
      clock,
      format,
      limits,
      createToken,
      outbox: this.#outbox,
      audio: this.#audio,
      onExpired: () => this.#apply('window_over'),
    });
    this.#sayListening(parts.unknownParameters);
    this.#deadlines.limitLength(parts.maxSessionMs, () => this.#dismiss(sessionWords.tooLong(parts.maxSessionMs)));
  }

  /** A UUID. */
  get sessionId(): string {
    return this.#parts.sessionId;
  }

  /** Who may resume it and read its record. */
  get owner(): string {
    return this.#parts.owner;
  }

  /** What waits to be read by the client. */
  get queues(): OutboxFigures {
    return this.#outbox.figures;
  }

  /** The connection of now; undefined while it waits for a resume. */
  get connection(): Connection | undefined {
    return this.#attachment.connection;
  }

  /** True once nothing more will be recognised. */
  get isOver(): boolean {
    return this.#state === 'delivering' || this.#state === 'closed';
  }

  /** Connects the client that opened the session. */
  attach(connection: Connection): void {
    this.#attachment.open(connection);
  }

  /**
   * Checks whether a client may go on with the session.
   *
   * @param resumeToken - the token it has; those before it are used up from now on.
   * @param lastSeq - the number of the last message it has; -1 for none.
   * @throws WireError `session_unknown`, `session_expired` or `bad_request`.
   */
  checkResume(resumeToken: string, lastSeq: number): void {
    this.#attachment.check(resumeToken, lastSeq);
  }

  /**
   * Goes on over a new connection, after {@link checkResume}; one that is still there is superseded. When it
   * is too late for that, the new one is told `session_expired` and closed.
   */
  resume(connection: Connection, lastSeq: number): void {
    if (this.#attachment.isExpired) this.#attachment.refuse(connection);
    else this.#apply('resume', () => this.#attachment.resume(connection, lastSeq));
  }

  /** The client sent a binary message; its bytes belong to the session from now on. */
  onAudio(bytes: Uint8Array): void {
    this.#apply('audio', () => {
      this.#audio.push(bytes);
      if (this.#options.ack) this.#ackPace.heard();
    });
  }

  /** The client sent a text message. */
  onText(text: string): void {
    if (this.#state === 'finishing' || this.isOver) return;
    this.#refusing(() => {
      const message = parseClientMessage(text);
      this.#audio.alive();
      this.#apply(message.type, () => {
        if (message.type === 'start') this.#configure(message);
        if (message.type === 'flush') this.#results.flush(message.id);
        if (message.type === 'audio_from') this.#audio.goOnFrom(message.byte);
      });
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

  /**
   * The connection is gone.
   *
   * @param isConfirmed - true when the client has answered the server's Close frame, so it has everything.
   */
  onLost(isConfirmed: boolean): void {
    this.#apply(isConfirmed && this.#state === 'delivering' ? 'delivered' : 'lost');
  }

  /** The client has read everything that was sent before the probe with this mark. */
  onConfirmed(mark: string): void {
    this.#attachment.confirm(mark);
  }

  /** The connection has taken bytes. */
  onDrain(): void {
    this.#outbox.drain();
  }

  /** Tells the client when the server will end. */
  announceShutdown(atUnixSeconds: number): void {
    if (!this.isOver) this.#outbox.push({ type: 'shutting_down', atUnixSeconds });
  }

  /** The server wants to end: what was heard is finalised, then the connection is closed with 1001. */
  shutdown(): void {
    this.#apply('shutdown');
  }

  /** Its credential is no longer good: what was heard is finalised, then the client is told and closed with 4401. */
  revoke(): void {
    this.#dismiss(sessionWords.revoked());
  }

  /** The server ends at once: what is final stays in the record, what is not is lost. */
  abort(): void {
    this.#apply('abort');
  }

  /** Nobody may resume it any more, so it ends; for a session without a connection. */
  expire(): void {
    this.#attachment.expire();
  }

  /** One step of the state table; `carryOut` does what only the caller has the facts for. */
  #apply(input: SessionInput, carryOut?: () => void): void {
    const { next, action } = sessionStates[this.#state][input];
    if (action === 'finish') this.#ending = endings[input] ?? 'stopped';
    const wasOver = this.isOver;
    this.#state = next;
    this.#refusing(() => {
      if (action === 'release') this.#release(wasOver);
      else this.#act(action, carryOut);
    });
  }

  #act(action: Exclude<SessionAction, 'release'>, carryOut: (() => void) | undefined): void {
    switch (action) {
      case 'take':
      case 'configure':
      case 'position':
      case 'flush':
      case 'attach':
        carryOut?.();
        break;
      case 'refuse_start':
        this.#conclude(sessionWords.startTooLate());
        break;
      case 'finish':
        this.#finish();
        break;
      case 'note_late':
        this.#noteLate();
        break;
      case 'detach':
        this.#attachment.lose();
        break;
      case 'complete':
        this.#conclude(this.#error ?? this.#idleTimeout());
        break;
      case 'reject':
        this.#conclude(this.#error ?? sessionWords.recognitionEndedEarly());
        break;
      case 'none':
        break;
    }
  }

  #configure({ options, unknown }: Extract<ClientMessage, { type: 'start' }>): void {
    const { grant, restrictedOptions } = this.#parts;
    this.#options = changeSessionOptions(this.#options, allowedOptions(grant, options, restrictedOptions));
    this.#results.configure(agree(this.#parts, this.#options));
    this.#sayListening(unknown);
  }

  #finish(): void {
    if (this.#ending === 'stopped') this.#parts.meter.stopping();
    this.#audio.finish();
    this.#armCloseTimeout();
    this.#results.end();
  }

  #noteLate(): void {
    if (this.#hasNotedLate) return;
    this.#hasNotedLate = true;
    this.#outbox.push(sessionWords.audioAfterStop());
  }

  /** The client leaves too much unread: it is let go, and the rest goes into the record only. */
  #onOverflow(): void {
    this.#error ??= sessionWords.slowConsumer(this.sessionId);
    this.#attachment.drop(this.#error);
    this.#apply('overflow');
  }

  #armCloseTimeout(): void {
    const { closeTimeoutMs } = this.#results;
    this.#deadlines.awaitProgress(closeTimeoutMs, () => this.#fail(sessionWords.noProgress(closeTimeoutMs)));
  }

  #dismiss(error: WireError): void {
    if (this.isOver) return;
    this.#error ??= error;
    this.#deadlines.dismiss(() => this.#fail(error));
    this.#apply('dismiss');
  }

  /** A fault of ours in one session must not reach who serves all of them. */
  #onFault(error: unknown): void {
    this.#parts.onFault(error);
    this.#fail(sessionWords.fault());
  }

  #fail(error: WireError): void {
    this.#error ??= error;
    this.#apply('failed');
  }

  /** Says how the session is served, then what of the client's wishes is not. */
  #sayListening(unknown: readonly string[]): void {
    const { sessionId, language } = this.#parts;
    const { modelId, agreement } = this.#results;
    const resumeToken = this.#attachment.token;
    this.#outbox.push({ type: 'listening', sessionId, language, modelId, resumeToken, agreement });
    const unknownOnes = unknown.length > 0 ? [sessionWords.unknownParameters(unknown)] : [];
    for (const warning of [...unknownOnes, ...agreement.warnings]) this.#outbox.push(warning);
  }

  #idleTimeout(): WireError | undefined {
    return this.#ending === 'idle' ? sessionWords.idleTimeout(this.#parts.limits.idleMs) : undefined;
  }

  /** Ends recognition and the record, and has the last words ready for the client. */
  #conclude(error: WireError | undefined): void {
    this.#error = error;
    const { sessionId } = this;
    const { receivedSamples } = this.#audio;
    const stopped = { type: 'stopped', sessionId, receivedSamples, isRecorded: false } as const;
    const say = this.#outbox.hold(error === undefined ? stopped : sessionWords.error(error));
    const { code, reason } = closingOf(error, this.#ending);
    this.#outbox.endWith(code, reason);
    this.#endWork((isComplete) => {
      say(error === undefined ? { ...stopped, isRecorded: isComplete } : undefined);
      if (error === undefined) this.#parts.meter.stopped();
    });
    if (this.#attachment.isExpired && this.connection === undefined) this.expire();
  }

  #release(wasOver: boolean): void {
    if (!wasOver) {
      this.#error ??= sessionWords.shutDownAtOnce();
      this.#endWork(() => undefined);
    }
    const { code, reason } = closingOf(undefined, 'shutdown');
    this.#attachment.close(code, reason);
    this.#parts.onClosed();
  }

  /** Closes what recognises, ends the record and reports. */
  #endWork(onRecorded: (isComplete: boolean) => void): void {
    this.#ackPace.close();
    this.#audio.close();
    this.#deadlines.close();
    this.#results.close();
    const { receivedSamples } = this.#audio;
    const errorCode = this.#error?.code;
    const ended = errorCode === undefined ? {} : { errorCode };
    this.#results.endRecord({ ...ended, receivedSamples, resumes: this.#attachment.resumes }, onRecorded);
    this.#parts.onOver({
      ...ended,
      ending: this.#ending,
      receivedMs: samplesToMs(receivedSamples),
      finals: this.#results.finals,
      shedPartials: this.#outbox.shedPartials,
      resumes: this.#attachment.resumes,
      recoveries: this.#results.recoveries,
    });
  }

  /** What the client must not do ends the session with the error that says so. */
  #refusing(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.onViolation(error);
    }
  }

  #openResults(): Results {
    return new Results({
      parts: this.#parts,
      outbox: this.#outbox,
      agreement: agree(this.#parts, this.#options),
      wishes: () => this.#options,
      events: {
        onDecoded: (samples) => {
          if (this.#state === 'finishing') this.#armCloseTimeout();
          else this.#audio.decoded(samples);
        },
        // The host bounds how long it looks for another worker.
        onRecovering: () => this.#deadlines.suspendProgress(),
        onEnded: () => this.#apply('ended'),
        onFailed: (error) => this.#fail(error),
        onFault: (error) => this.#onFault(error),
      },
    });
  }

  #openAudio(): ClientAudio {
    return new ClientAudio({
      ...this.#parts,
      write: (samples) => this.#results.write(samples),
      events: {
        onGap: () => this.#results.finaliseAtGap(),
        onIdleSoon: (leftMs) => this.#outbox.push(sessionWords.idleSoon(leftMs)),
        onIdle: () => this.#apply('idle'),
        onLag: (lagMs) => this.#outbox.push(sessionWords.lag(lagMs)),
      },
    });
  }
}
