import { closeCodeOf, type WireError } from '@steno/protocol';
import type { ClientAudio } from './client-audio.ts';
import type { Format } from './core-message.ts';
import type { Outbox } from './outbox.ts';
import type { Clock, Connection, SessionLimits } from './ports.ts';
import { ResumeTokens } from './resume-tokens.ts';
import { sessionWords } from './session-words.ts';

/** The mark of the probe that shows that a resume token has arrived; others are numbers of messages. */
const tokenMark = 'token';

/** What an attachment works with. */
export interface AttachmentParts {
  readonly sessionId: string;
  readonly clock: Clock;
  readonly limits: Pick<SessionLimits, 'resumeWindowMs'>;
  readonly format: Format;
  readonly createToken: () => string;
  readonly outbox: Outbox;
  readonly audio: Pick<ClientAudio, 'attach' | 'detach' | 'receivedSamples' | 'receivedBytes'>;
  /** Nobody may resume the session any more. */
  readonly onExpired: () => void;
}

/**
 * The tie between a session and its client: one connection at a time, and between two of them the right
 * to come back, by a token, for as long as the resume window is open.
 */
export class Attachment {
  readonly #parts: AttachmentParts;
  readonly #tokens: ResumeTokens;
  #connection: Connection | undefined;
  #isExpired = false;
  #resumes = 0;
  #cancelWindow: () => void = () => undefined;

  constructor(parts: AttachmentParts) {
    this.#parts = parts;
    this.#tokens = new ResumeTokens(parts.createToken);
  }

  /** The connection of now; undefined while the session waits for one. */
  get connection(): Connection | undefined {
    return this.#connection;
  }

  /** True once nobody may resume the session. */
  get isExpired(): boolean {
    return this.#isExpired;
  }

  /** How often a connection resumed the session. */
  get resumes(): number {
    return this.#resumes;
  }

  /** The newest resume token. */
  get token(): string {
    return this.#tokens.current;
  }

  /** Takes the connection that opened the session. */
  open(connection: Connection): void {
    this.#connection = connection;
    this.#parts.audio.attach(connection);
    this.#parts.outbox.attach(connection, -1);
  }

  /**
   * Checks whether a client may come back.
   *
   * @param resumeToken - the token it has; those before it are used up from now on.
   * @param lastSeq - the number of the last message it has; -1 for none.
   * @throws WireError `session_unknown`, `session_expired` or `bad_request`.
   */
  check(resumeToken: string, lastSeq: number): void {
    if (this.#isExpired) throw sessionWords.expired(this.#parts.sessionId);
    if (!this.#tokens.take(resumeToken)) throw sessionWords.unknown();
    switch (this.#parts.outbox.standingOf(lastSeq)) {
      case 'never_sent':
        throw sessionWords.seqNeverSent(lastSeq);
      case 'not_kept':
        throw sessionWords.seqNotKept(lastSeq, this.#parts.sessionId);
      case 'kept':
        return;
    }
  }

  /** Tells a connection that it is too late to resume the session, and closes it. */
  refuse(connection: Connection): void {
    sayAndClose(connection, sessionWords.expired(this.#parts.sessionId));
  }

  /** Takes a new connection, after {@link check}; one that is still there is superseded. */
  resume(connection: Connection, lastSeq: number): void {
    this.#supersede();
    this.#cancelWindow();
    this.#resumes += 1;
    this.#connection = connection;
    const { sessionId, format, outbox, audio } = this.#parts;
    const { receivedSamples, receivedBytes } = audio;
    const answer = { type: 'resumed', sessionId, resumeToken: this.#tokens.issue(), receivedSamples, receivedBytes };
    connection.send(format.writeResumed({ ...answer, type: 'resumed' }, lastSeq));
    connection.probe(tokenMark);
    audio.attach(connection);
    outbox.attach(connection, lastSeq);
  }

  /** The connection is gone: the resume window opens, unless the session cannot be resumed. */
  lose(): void {
    this.#forgetConnection();
    this.#cancelWindow();
    const { clock, limits } = this.#parts;
    if (this.#isExpired || limits.resumeWindowMs === 0) this.expire();
    else this.#cancelWindow = clock.schedule(limits.resumeWindowMs, () => this.expire());
  }

  /** Lets the client go for good: what waits is given to the connection, then the error. */
  drop(error: WireError): void {
    const connection = this.#connection;
    this.#isExpired = true;
    this.#parts.outbox.flush();
    this.#forgetConnection();
    if (connection !== undefined) sayAndClose(connection, error);
  }

  /** Nobody may resume the session from now on. */
  expire(): void {
    this.#isExpired = true;
    this.#parts.onExpired();
  }

  /** The client has read everything that was sent before the probe with this mark. */
  confirm(mark: string): void {
    if (mark === tokenMark) this.#tokens.prove();
    else this.#parts.outbox.confirm(Number(mark));
  }

  /** Closes the connection, if there is one, and waits for no other. Idempotent. */
  close(code: number, reason: string): void {
    const connection = this.#connection;
    this.#cancelWindow();
    this.#isExpired = true;
    this.#forgetConnection();
    connection?.close(code, reason);
  }

  #supersede(): void {
    if (this.#connection !== undefined) sayAndClose(this.#connection, sessionWords.superseded());
  }

  #forgetConnection(): void {
    this.#connection = undefined;
    this.#parts.outbox.detach();
    this.#parts.audio.detach();
  }
}

/** Says an error that is about the connection and no message of the session, so it has no number. */
function sayAndClose(connection: Connection, { code, message }: WireError): void {
  connection.send(JSON.stringify({ type: 'error', code, message }));
  connection.close(closeCodeOf(code), code);
}
