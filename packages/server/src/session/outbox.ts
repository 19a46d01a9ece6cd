import type { CoreMessage, Format } from './core-message.ts';
import type { Connection, SessionLimits } from './ports.ts';

/** What an outbox works with. */
export interface OutboxOptions {
  readonly connection: Connection;
  readonly format: Format;
  readonly limits: Pick<SessionLimits, 'shedPartialsBytes' | 'maxOutboxBytes'>;
  /** Called once, when the client has left too much unread. */
  readonly onOverflow: () => void;
}

/** What the messages waiting here count for each, in bytes: a final of a long segment. Chosen. */
const heldMessageBytes = 2048;

/**
 * Numbers the messages of a session and sends them at the pace the client reads. When it reads slowly,
 * messages wait here; of the partials only the newest of the open segment is kept, everything else is
 * kept in order. A shed partial never had a number, so numbers have no gaps.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  #waiting: CoreMessage[] = [];
  #seq = 0;
  #shedPartials = 0;
  #hasOverflowed = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Partials that were replaced before they were sent. */
  get shedPartials(): number {
    return this.#shedPartials;
  }

  /** Messages waiting for the client to read. */
  get waitingMessages(): number {
    return this.#waiting.length;
  }

  /** Sends a message, or lets it wait. */
  push(message: CoreMessage): void {
    if (message.type === 'segment') this.#shedPartialsOf(message.text.segment);
    this.#waiting.push(message);
    this.drain();
    const { connection, limits, onOverflow } = this.#options;
    const unreadBytes = connection.bufferedBytes + this.#waiting.length * heldMessageBytes;
    if (unreadBytes <= limits.maxOutboxBytes || this.#hasOverflowed) return;
    this.#hasOverflowed = true;
    onOverflow();
  }

  /** Sends what waits, as far as the client reads; to be called when the connection has taken bytes. */
  drain(): void {
    const { connection, limits } = this.#options;
    while (connection.bufferedBytes < limits.shedPartialsBytes) {
      const message = this.#waiting.shift();
      if (message === undefined) return;
      this.#send(message);
    }
  }

  /** Sends everything that waits, whether the client reads or not; for the last messages. */
  flush(): void {
    for (const message of this.#waiting) this.#send(message);
    this.#waiting = [];
  }

  #send(message: CoreMessage): void {
    this.#options.connection.send(this.#options.format.write(message, this.#seq));
    this.#seq += 1;
  }

  #shedPartialsOf(segment: number): void {
    const before = this.#waiting.length;
    if (before === 0) return;
    this.#waiting = this.#waiting.filter(
      (message) => message.type !== 'segment' || message.text.isFinal || message.text.segment !== segment,
    );
    this.#shedPartials += before - this.#waiting.length;
  }
}
