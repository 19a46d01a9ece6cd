/** How a client's number of its last message stands to what is kept. */
export type SeqStanding = 'kept' | 'never_sent' | 'not_kept';

/**
 * Messages that were sent and that a client may have missed, newest last. Those it has confirmed are
 * forgotten at the next confirmation, so that a client that goes back a little still finds them; past
 * `maxBytes` the oldest are forgotten, whether confirmed or not.
 */
export class SentMessages {
  readonly #maxBytes: number;
  #texts: string[] = [];
  /** The number of the first text. */
  #firstSeq = 0;
  #bytes = 0;
  #confirmedSeq = -1;

  /** @param maxBytes - characters of JSON, nearly all of one byte; integer, > 0. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The number of the next message. */
  get nextSeq(): number {
    return this.#firstSeq + this.#texts.length;
  }

  /** What is kept, in characters. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps the next message. */
  add(text: string): void {
    this.#texts.push(text);
    this.#bytes += text.length;
    while (this.#bytes > this.#maxBytes && this.#texts.length > 1) this.#forgetOldest();
  }

  /** The client has read all messages up to this number. */
  confirm(seq: number): void {
    while (this.#firstSeq <= this.#confirmedSeq && this.#texts.length > 0) this.#forgetOldest();
    this.#confirmedSeq = Math.max(this.#confirmedSeq, seq);
  }

  /** Whether the messages after this number can be sent again. */
  standingOf(lastSeq: number): SeqStanding {
    if (lastSeq >= this.nextSeq) return 'never_sent';
    return lastSeq >= this.#firstSeq - 1 ? 'kept' : 'not_kept';
  }

  /** The messages after this number, in order; see {@link standingOf}. */
  after(lastSeq: number): readonly string[] {
    return this.#texts.slice(Math.max(0, lastSeq + 1 - this.#firstSeq));
  }

  #forgetOldest(): void {
    this.#bytes -= this.#texts.shift()?.length ?? 0;
    this.#firstSeq += 1;
  }
}
