import type { Clock } from '../session/ports.ts';
import type { SpanFigures } from './tracing.ts';

/** Spans in one request. Chosen: some 100 kB of JSON, written in a few ms. */
const batchSpans = 256;
/** How long a span may wait for others, in ms. Chosen: soon enough to be looked for. */
const gatherMs = 2000;
/** How long nothing is tried after a failure, in ms. Chosen. */
const pauseMs = 10_000;
/** How long the end of a server may wait for its last spans, in ms. Chosen. */
const closeTimeoutMs = 3000;

/** What a span queue works with. */
export interface SpanQueueOptions<T> {
  readonly clock: Clock;
  /** Spans that may wait; one more is dropped. Integer, >= 1. */
  readonly maxWaiting: number;
  /** Hands spans to the receiver; rejects when it does not take them. */
  readonly send: (spans: readonly T[]) => Promise<void>;
  /** The receiver does not take spans; told once, until it has taken some again. */
  readonly onFailing: (error: unknown) => void;
  /** The receiver takes spans again. */
  readonly onRecovered: () => void;
}

/**
 * Holds ended spans until a receiver has taken them: few requests, one at a time. What a receiver that is down or slow cannot
 * take is lost and counted; nobody waits for it.
 */
export class SpanQueue<T> {
  readonly #options: SpanQueueOptions<T>;
  #waiting: T[] = [];
  #sending: Promise<void> | undefined;
  #exported = 0;
  #dropped = 0;
  #failed = 0;
  #isFailing = false;
  #isClosed = false;
  #cancelTimer: (() => void) | undefined;

  constructor(options: SpanQueueOptions<T>) {
    this.#options = options;
  }

  /** What became of all spans. */
  get figures(): SpanFigures {
    return {
      waiting: this.#waiting.length,
      exported: this.#exported,
      dropped: this.#dropped,
      failed: this.#failed,
    };
  }

  /** Takes a span; drops it when too many wait. */
  add(span: T): void {
    if (this.#isClosed || this.#waiting.length >= this.#options.maxWaiting) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(span);
    if (this.#waiting.length >= batchSpans && !this.#isFailing) this.#send();
    else this.#await(this.#isFailing ? pauseMs : gatherMs);
  }

  /** Takes no more, and tries once to hand over what waits. Idempotent. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancelTimer?.();
    let cancel: () => void = () => undefined;
    const late = new Promise<void>((resolve) => {
      cancel = this.#options.clock.schedule(closeTimeoutMs, resolve);
    });
    await Promise.race([this.#sendAll(), late]);
    cancel();
    this.#failed += this.#waiting.length;
    this.#waiting = [];
  }

  async #sendAll(): Promise<void> {
    await this.#sending;
    while (this.#waiting.length > 0) {
      const failed = this.#failed;
      this.#send();
      await this.#sending;
      if (this.#failed > failed) return;
    }
  }

  #await(delayMs: number): void {
    if (this.#isClosed || this.#cancelTimer !== undefined || this.#sending !== undefined) return;
    this.#cancelTimer = this.#options.clock.schedule(delayMs, () => {
      this.#cancelTimer = undefined;
      this.#send();
    });
  }

  #send(): void {
    if (this.#sending !== undefined) return;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#sending = this.#hand(this.#waiting.splice(0, batchSpans)).then(() => {
      this.#sending = undefined;
      if (this.#waiting.length === 0 || this.#isClosed) return;
      if (this.#waiting.length >= batchSpans && !this.#isFailing) this.#send();
      else this.#await(this.#isFailing ? pauseMs : gatherMs);
    });
  }

  async #hand(spans: readonly T[]): Promise<void> {
    const { send, onFailing, onRecovered } = this.#options;
    try {
      await send(spans);
      this.#exported += spans.length;
      if (this.#isFailing) onRecovered();
      this.#isFailing = false;
    } catch (error) {
      this.#failed += spans.length;
      if (!this.#isFailing) onFailing(error);
      this.#isFailing = true;
    }
  }
}
