import { InvalidStateError } from './client-error.ts';

/** When a queue asks its source to wait and to go on. */
export interface MessageQueueOptions {
  /** Unread messages at which `pause` is called; integer, >= 1. `resume` is called at half of it. */
  readonly capacity: number;
  readonly pause: () => void;
  readonly resume: () => void;
}

/**
 * Messages between a source that can wait and one reader. Bounded: at its capacity the source is asked
 * to pause, so that it is the network that holds what is not read, and nothing is dropped.
 */
export class MessageQueue<T> implements AsyncIterable<T> {
  readonly #options: MessageQueueOptions;
  readonly #unread: T[] = [];
  #isPaused = false;
  #hasEnded = false;
  #hasReader = false;
  #wake: (() => void) | undefined;

  constructor(options: MessageQueueOptions) {
    this.#options = options;
  }

  /** True while the source was asked to wait. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Adds a message; ignored after `end`. */
  push(message: T): void {
    if (this.#hasEnded) return;
    this.#unread.push(message);
    if (!this.#isPaused && this.#unread.length >= this.#options.capacity) {
      this.#isPaused = true;
      this.#options.pause();
    }
    this.#wake?.();
  }

  /** Says that no message follows; those unread can still be read. Idempotent. */
  end(): void {
    this.#hasEnded = true;
    this.#wake?.();
  }

  /**
   * Reads the messages in their order, once.
   *
   * @throws InvalidStateError when there is a reader already: two would each see half.
   */
  [Symbol.asyncIterator](): AsyncIterator<T> {
    if (this.#hasReader) throw new InvalidStateError('the messages of a session can be read once, by one reader');
    this.#hasReader = true;
    return this.#read();
  }

  async *#read(): AsyncGenerator<T> {
    for (;;) {
      const message = this.#unread.shift();
      if (message !== undefined) {
        this.#resumeWhenHalfRead();
        yield message;
      } else if (this.#hasEnded) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#wake = undefined;
      }
    }
  }

  #resumeWhenHalfRead(): void {
    if (!this.#isPaused || this.#unread.length > this.#options.capacity / 2) return;
    this.#isPaused = false;
    if (!this.#hasEnded) this.#options.resume();
  }
}
