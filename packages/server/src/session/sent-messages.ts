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

  /** The number of the oldest message that is kept; {@link nextSeq} when none is. */
  get firstSeq(): number {
    return this.#firstSeq;
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

  /** The client has read all messages up to this number; one that no message has is passed over. */
  confirm(seq: number): void {
    if (!Number.isInteger(seq) || seq >= this.nextSeq) return;
    while (this.#firstSeq <= this.#confirmedSeq && this.#texts.length > 0) this.#forgetOldest();
    this.#confirmedSeq = Math.max(this.#confirmedSeq, seq);
  }

  /** Whether the messages after this number can be sent again. */
  standingOf(lastSeq: number): SeqStanding {
    if (lastSeq >= this.nextSeq) return 'never_sent';
    return lastSeq >= this.#firstSeq - 1 ? 'kept' : 'not_kept';
  }

  /** The message of that number; undefined when it is not kept. */
  at(seq: number): string | undefined {
    return this.#texts[seq - this.#firstSeq];
  }

  #forgetOldest(): void {
    this.#bytes -= this.#texts.shift()?.length ?? 0;
    this.#firstSeq += 1;
  }
}
