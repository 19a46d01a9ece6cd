import { WireError } from '@steno/protocol';
import type { Clock } from '../session/ports.ts';
import { RecordStoreError } from './record-store.ts';

/** How long the store may take for one answer, in ms. Chosen. */
const timeoutMs = 10_000;
/** Requests that wait for the store at once; more are refused. Chosen. */
const maxRequests = 32;

/** Bounds the requests of clients that wait for the store: how many, and how long each. */
export class StoreRequests {
  readonly #clock: Clock;
  readonly #subject: string;
  readonly #maxAtOnce: number;
  #running = 0;

  /**
   * @param subject - what is asked for, as a refusal names it.
   * @param maxAtOnce - more are refused; whoever asks bounds them otherwise when it is infinite.
   */
  constructor(clock: Clock, subject: string, maxAtOnce: number = maxRequests) {
    this.#maxAtOnce = maxAtOnce;
    this.#clock = clock;
    this.#subject = subject;
  }

  /**
   * Does work and waits for it no longer than it may take. What the store has not answered counts until it does.
   *
   * @throws as a rejection: WireError `at_capacity` before any work, RecordStoreError `store_unavailable` when it takes too
   *   long, and what the work rejects with.
   */
  async carryOut<T>(start: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#maxAtOnce) {
      throw new WireError('at_capacity', `Too many requests for ${this.#subject} at once. Try again shortly.`);
    }
    const work = start();
    this.#running += 1;
    const isOver = (): void => {
      this.#running -= 1;
    };
    void work.then(isOver, isOver);
    let cancel: () => void = () => undefined;
    const late = new Promise<never>((_resolve, reject) => {
      cancel = this.#clock.schedule(timeoutMs, () => {
        reject(new RecordStoreError('store_unavailable', `the store has not answered for ${timeoutMs} ms`));
      });
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      cancel();
    }
  }
}
