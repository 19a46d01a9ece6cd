import type { RecordStore } from '../store/record-store.ts';
import { captionEvents } from './caption-events.ts';

/** Finals of a record as the bytes that viewers get. */
export interface FinalPage {
  readonly bytes: Uint8Array;
  /** The newest segment in it; -1 for none. */
  readonly lastSegment: number;
  /** True when there may be more. */
  readonly isFull: boolean;
}

/** Finals of a page. Chosen: about 1 ms of work, and less than a viewer may leave unread. */
const pageFinals = 50;
/** Full pages kept for the next viewer; they never change. Chosen: some megabytes. */
const maxKept = 64;
/** Pages read at once; the other viewers wait, and are as many as there may be viewers. Chosen: the store has others to serve. */
const maxReads = 4;

interface KeptPage {
  readonly sessionId: string;
  readonly page: Promise<FinalPage>;
}

/**
 * Finals of records for viewers: hundreds who come at once have the same pages, so each is read once while it is wanted.
 */
export class FinalPages {
  readonly #store: Pick<RecordStore, 'finalsAfter'>;
  /** By session, owner and segment; the one used longest ago first. */
  readonly #pages = new Map<string, KeptPage>();
  #reads = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(store: Pick<RecordStore, 'finalsAfter'>) {
    this.#store = store;
  }

  /** The finals after a segment. @throws RecordStoreError (as a rejection). */
  after(sessionId: string, owner: string, segment: number): Promise<FinalPage> {
    const key = JSON.stringify([sessionId, owner, segment]);
    const known = this.#pages.get(key);
    if (known !== undefined) {
      this.#pages.delete(key);
      this.#pages.set(key, known);
      return known.page;
    }
    const page = this.#read({ sessionId, owner, segment });
    const kept = { sessionId, page };
    this.#pages.set(key, kept);
    const [oldest] = this.#pages.keys();
    if (this.#pages.size > maxKept && oldest !== undefined) this.#pages.delete(oldest);
    const forget = (): void => {
      if (this.#pages.get(key) === kept) this.#pages.delete(key);
    };
    page.then((read) => {
      // What is not full has more to come.
      if (!read.isFull) forget();
    }, forget);
    return page;
  }

  /** Keeps nothing of a session: nobody watches it, or it is deleted. */
  forget(sessionId: string): void {
    for (const [key, kept] of this.#pages) if (kept.sessionId === sessionId) this.#pages.delete(key);
  }

  async #read(wanted: {
    readonly sessionId: string;
    readonly owner: string;
    readonly segment: number;
  }): Promise<FinalPage> {
    const { sessionId, owner, segment } = wanted;
    if (this.#reads >= maxReads) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    } else {
      this.#reads += 1;
    }
    try {
      const finals = await this.#store.finalsAfter(sessionId, { owner, segment, limit: pageFinals });
      return {
        bytes: Buffer.concat(finals.map(captionEvents.final)),
        lastSegment: finals.at(-1)?.segment ?? -1,
        isFull: finals.length === pageFinals,
      };
    } finally {
      // The place goes to the next one who waits.
      const next = this.#waiting.shift();
      if (next === undefined) this.#reads -= 1;
      else next();
    }
  }
}
