import type { CoreMessage, Format } from './core-message.ts';
import type { Connection, SessionLimits } from './ports.ts';
import { SentMessages, type SeqStanding } from './sent-messages.ts';

/** What an outbox works with. */
export interface OutboxOptions {
  readonly format: Format;
  readonly limits: Pick<SessionLimits, 'shedPartialsBytes' | 'maxOutboxBytes'>;
  /** Called once, when the client has left too much unread. */
  readonly onOverflow: () => void;
  /** Called for a message that cannot be written; it is left out and has no number. */
  readonly onFault: (error: unknown) => void;
}

/** What the messages waiting here count for each, in bytes: a final of a long segment. Chosen. */
const heldMessageBytes = 2048;

/** What is sent, in bytes, before the client is asked to confirm it. Chosen: some hundred messages. */
const probeBytes = 32_768;

/** What is in an outbox. */
export interface OutboxFigures {
  /** Partials that were replaced before they were sent. */
  readonly shedPartials: number;
  /** Messages that wait for the client to read, for a connection, or for a store. */
  readonly waitingMessages: number;
  /** What is unread and what is kept for a resume, in bytes; messages that wait count as 2 kB. */
  readonly bytes: number;
}

interface Waiting {
  message: CoreMessage;
  /** True while it must not be sent yet; what comes after it waits too. */
  isHeld: boolean;
}

/**
 * Numbers the messages of a session and sends them at the pace the client reads. When it reads slowly, or
 * there is no connection, messages wait here; of the partials only the newest of the open segment is kept,
 * everything else is kept in order. A shed partial never had a number, so numbers have no gaps. What was
 * sent is kept until the client has confirmed it, so that a new connection can go on after the last
 * message the client has.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #sent: SentMessages;
  #connection: Connection | undefined;
  #waiting: Waiting[] = [];
  #end: { readonly code: number; readonly reason: string } | undefined;
  /** The number of the next message for the connection; older ones than the newest come again. */
  #nextSeq = 0;
  #unprobedBytes = 0;
  #shedPartials = 0;
  #hasOverflowed = false;
  readonly #warnings = new Map<string, number>();

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#sent = new SentMessages(options.limits.maxOutboxBytes);
  }

  /** Partials that were replaced before they were sent. */
  get shedPartials(): number {
    return this.#shedPartials;
  }

  /** Messages waiting for the client to read, for a connection, or for a store. */
  get waitingMessages(): number {
    return this.#waiting.length;
  }

  /** Characters of the messages kept for a resume. */
  get keptBytes(): number {
    return this.#sent.bytes;
  }

  /** How often the client was warned, by code. */
  get warnings(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#warnings);
  }

  /** What is in it now. */
  get figures(): OutboxFigures {
    const { shedPartials, waitingMessages } = this;
    return { shedPartials, waitingMessages, bytes: this.#unreadBytes + this.keptBytes };
  }

  /** Whether a client that has the messages up to this number can go on. */
  standingOf(lastSeq: number): SeqStanding {
    return this.#sent.standingOf(lastSeq);
  }

  /**
   * Sends over a connection from now on, at the pace it is read.
   *
   * @param lastSeq - the number of the last message the client has; what came after it is sent again.
   */
  attach(connection: Connection, lastSeq: number): void {
    this.#connection = connection;
    this.#nextSeq = Math.min(Math.max(lastSeq + 1, this.#sent.firstSeq), this.#sent.nextSeq);
    this.#unprobedBytes = 0;
    this.drain();
  }

  /** Sends nothing until the next connection. */
  detach(): void {
    this.#connection = undefined;
  }

  /** Sends a message, or lets it wait. */
  push(message: CoreMessage): void {
    if (message.type === 'warning') this.#warnings.set(message.code, (this.#warnings.get(message.code) ?? 0) + 1);
    this.#enqueue({ message, isHeld: false });
  }

  /**
   * Lets a message wait in its place, and all after it, until the returned function is called, with
   * another message in its stead if one is given.
   */
  hold(message: CoreMessage): (instead?: CoreMessage) => void {
    const entry = { message, isHeld: true };
    this.#enqueue(entry);
    return (instead) => {
      if (instead !== undefined) entry.message = instead;
      entry.isHeld = false;
      this.drain();
    };
  }

  /**
   * Says that no message follows: what waits is sent whether the client reads or not, then the
   * connection, this or a later one, is closed.
   */
  endWith(code: number, reason: string): void {
    this.#end = { code, reason };
    this.drain();
  }

  /** Sends what waits, as far as the client reads; to be called when the connection has taken bytes. */
  drain(): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    while (this.#end !== undefined || connection.bufferedBytes < this.#options.limits.shedPartialsBytes) {
      if (!this.#sendNext(connection)) break;
    }
    if (this.#end === undefined || this.#connection !== connection) return;
    if (this.#waiting.length === 0) connection.close(this.#end.code, this.#end.reason);
  }

  /** Sends what waits, whether the client reads or not, up to what must not be sent yet. */
  flush(): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    while (this.#sendNext(connection));
  }

  /** The client has read all messages up to this number; one it was not sent is passed over. */
  confirm(seq: number): void {
    if (seq < this.#nextSeq) this.#sent.confirm(seq);
  }

  #enqueue(entry: Waiting): void {
    if (entry.message.type === 'segment') this.#shedPartialsOf(entry.message.text.segment);
    this.#waiting.push(entry);
    this.drain();
    const { limits, onOverflow } = this.#options;
    if (this.#unreadBytes <= limits.maxOutboxBytes || this.#hasOverflowed) return;
    this.#hasOverflowed = true;
    onOverflow();
  }

  get #unreadBytes(): number {
    return (this.#connection?.bufferedBytes ?? 0) + this.#waiting.length * heldMessageBytes;
  }

  /** Sends the next message of the connection, an old one or one that waits; false when there is none. */
  #sendNext(connection: Connection): boolean {
    if (this.#nextSeq === this.#sent.nextSeq) this.#writeNext();
    const seq = this.#nextSeq;
    const text = this.#sent.at(seq);
    // To report a message that cannot be written may have ended the connection.
    if (text === undefined || this.#connection !== connection) return false;
    this.#nextSeq += 1;
    connection.send(text);
    this.#unprobedBytes += text.length;
    if (this.#unprobedBytes < probeBytes) return true;
    this.#unprobedBytes = 0;
    connection.probe(String(seq));
    return true;
  }

  /** Gives the first message that waits, and can be written, its number. */
  #writeNext(): void {
    const { nextSeq } = this.#sent;
    while (this.#sent.nextSeq === nextSeq && this.#waiting[0]?.isHeld === false) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      try {
        this.#sent.add(this.#options.format.write(next.message, nextSeq));
      } catch (error) {
        this.#options.onFault(error);
      }
    }
  }

  #shedPartialsOf(segment: number): void {
    const before = this.#waiting.length;
    if (before === 0) return;
    this.#waiting = this.#waiting.filter(
      ({ message }) => message.type !== 'segment' || message.text.isFinal || message.text.segment !== segment,
    );
    this.#shedPartials += before - this.#waiting.length;
  }
}
