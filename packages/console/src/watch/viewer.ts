import { CaptionLog } from '../live/caption-log.ts';
import { parseCaptionEvent } from './caption-event.ts';
import { EventStreamError, EventStreamParser } from './event-stream.ts';

/**
 * What a viewer sees of the connection.
 * - `connecting`: the first connection is being made.
 * - `waiting`: connected, and nothing was said yet.
 * - `live`: captions come.
 * - `reconnecting`: the connection is lost, another one is being made.
 * - `ended`: the session is over; everything that was said is there.
 * - `invalid`: the link is wrong, too old or was ended by whoever shared it.
 * - `full`: as many watch as may; it is tried again.
 */
export type ViewerState = 'connecting' | 'waiting' | 'live' | 'reconnecting' | 'ended' | 'invalid' | 'full';

/** What a viewer is made with. */
export interface ViewerOptions {
  /** The address of the captions. */
  readonly url: string;
  /** The view token of the link, or an API key. */
  readonly token: string;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Resolves after `ms`, or when the signal aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** 0 <= x < 1. */
  readonly random: () => number;
  readonly onState: (state: ViewerState) => void;
}

/** The bound of the first delay before a reconnection, in ms; doubled each time. */
const firstDelayMs = 500;
/** The bound of the longest one, in ms. Chosen: hundreds that lost the same server come back spread over it. */
const maxDelayMs = 15_000;
/** Without a byte for that long the connection is given up; the server sends a comment every 15 s. */
const silenceMs = 40_000;
/** What a request is refused with when the link is no good. */
const invalidStatuses: readonly number[] = [400, 401, 403, 404, 405, 410];

/** How one connection ended. */
type Ending =
  | { readonly type: 'stopped' | 'invalid' }
  | { readonly type: 'lost'; readonly retryAfterMs: number; readonly isFull: boolean };

/**
 * Follows the captions of a session over as many connections as it takes: after a loss it comes back behind the last final
 * it has, after a random delay whose bound doubles.
 */
export class Viewer {
  readonly log: CaptionLog = new CaptionLog();
  readonly #options: ViewerOptions;
  readonly #lifetime = new AbortController();
  #state: ViewerState = 'connecting';
  #language: string | undefined;
  #lastId = '';
  /** Connections in a row that brought nothing. */
  #failures = 0;

  constructor(options: ViewerOptions) {
    this.#options = options;
  }

  get state(): ViewerState {
    return this.#state;
  }

  /** The language of the session; undefined before it is known. */
  get language(): string | undefined {
    return this.#language;
  }

  /** Follows until the session has ended, the link is no good, or `close`. Never rejects. */
  async run(): Promise<void> {
    const { signal } = this.#lifetime;
    const isOver = (): boolean => signal.aborted;
    while (!isOver()) {
      const ending = await this.#follow(signal);
      if (isOver()) return;
      if (ending.type !== 'lost') {
        this.log.dropPartial();
        this.#setState(ending.type === 'stopped' ? 'ended' : 'invalid');
        return;
      }
      this.#setState(ending.isFull ? 'full' : 'reconnecting');
      const boundMs = Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(this.#failures, 20));
      this.#failures += 1;
      await this.#options.wait(ending.retryAfterMs + this.#options.random() * boundMs, signal);
    }
  }

  /** Ends it. Idempotent. */
  close(): void {
    this.#lifetime.abort();
  }

  async #follow(lifetime: AbortSignal): Promise<Ending> {
    const connection = new AbortController();
    const giveUp = (): void => {
      connection.abort();
    };
    lifetime.addEventListener('abort', giveUp);
    try {
      const response = await this.#options.fetch(this.#options.url, {
        headers: {
          accept: 'text/event-stream',
          authorization: `Bearer ${this.#options.token}`,
          ...(this.#lastId === '' ? {} : { 'last-event-id': this.#lastId }),
        },
        cache: 'no-store',
        signal: connection.signal,
      });
      if (!response.ok || response.body === null) return await refusalOf(response);
      return await this.#read(response.body, giveUp);
    } catch {
      // The network, whatever it says; the next attempt shows whether it is back.
      return lost();
    } finally {
      lifetime.removeEventListener('abort', giveUp);
      connection.abort();
    }
  }

  async #read(body: ReadableStream<Uint8Array>, giveUp: () => void): Promise<Ending> {
    const parser = new EventStreamParser();
    const decoder = new TextDecoder();
    const reader = body.getReader();
    let silence = setTimeout(giveUp, silenceMs);
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return lost();
        clearTimeout(silence);
        silence = setTimeout(giveUp, silenceMs);
        for (const streamEvent of parser.push(decoder.decode(value, { stream: true }))) {
          const event = parseCaptionEvent(streamEvent);
          if (event === undefined) continue;
          this.#failures = 0;
          if (event.type === 'stopped') return { type: 'stopped' };
          if (event.type === 'session') this.#opened(event.language);
          else {
            if (event.result.isFinal) this.#lastId = streamEvent.id || String(event.result.segment);
            this.log.add(event.result);
            this.#setState('live');
          }
        }
      }
    } catch (error) {
      if (!(error instanceof EventStreamError || error instanceof TypeError)) throw error;
      return lost();
    } finally {
      clearTimeout(silence);
    }
  }

  #opened(language: string): void {
    this.#language = language;
    // What was open before the loss is told again, or became a final.
    this.log.dropPartial();
    this.#setState(this.log.finals.length === 0 ? 'waiting' : 'live');
  }

  #setState(state: ViewerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onState(state);
  }
}

function lost(retryAfterMs = 0, isFull = false): Ending {
  return { type: 'lost', retryAfterMs, isFull };
}

async function refusalOf(response: Response): Promise<Ending> {
  await response.body?.cancel();
  if (invalidStatuses.includes(response.status)) return { type: 'invalid' };
  const seconds = Number(response.headers.get('retry-after') ?? '0');
  // Whoever is told to wait longer comes back sooner than never.
  const retryAfterMs = Number.isFinite(seconds) ? Math.min(60_000, Math.max(0, seconds * 1000)) : 0;
  return lost(retryAfterMs, response.status === 429 || response.status === 503);
}
