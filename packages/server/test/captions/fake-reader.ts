import type { AnswerReader, ReaderEvents, StreamedAnswer } from '../../src/gateway/streamed-answer.ts';
import { parseEvents, type ReadEvent } from './event-reader.ts';

/** A reader of a streamed answer that takes bytes when a test says so. */
export class FakeReader implements AnswerReader {
  bufferedBytes = 0;
  takenBytes = 0;
  text = '';
  isEnded = false;
  isDestroyed = false;
  /** True to take nothing. */
  isStalled = false;
  #events: ReaderEvents | undefined;

  /** Begins to read an answer. */
  read(answer: StreamedAnswer): this {
    this.#events = answer.begin(this);
    return this;
  }

  get events(): readonly ReadEvent[] {
    return parseEvents(this.text);
  }

  /** What came, in words: the text of finals and partials, of others their name. */
  get told(): readonly string[] {
    return this.events.map(({ event, data }) =>
      event === 'final' || event === 'partial' ? `${event} ${String(data['text'])}` : event,
    );
  }

  write(bytes: Uint8Array): void {
    this.text += Buffer.from(bytes).toString();
    if (this.isStalled) this.bufferedBytes += bytes.length;
    else this.takenBytes += bytes.length;
  }

  /** Takes everything. */
  drain(): void {
    this.takenBytes += this.bufferedBytes;
    this.bufferedBytes = 0;
    this.#events?.onDrain();
  }

  end(): void {
    this.isEnded = true;
    if (!this.isStalled) this.leave();
  }

  destroy(): void {
    this.isDestroyed = true;
    this.leave();
  }

  /** The connection is gone. */
  leave(): void {
    const events = this.#events;
    this.#events = undefined;
    queueMicrotask(() => {
      events?.onGone();
    });
  }
}
