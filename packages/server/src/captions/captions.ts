import { WireError } from '@steno/protocol';
import { unauthorized } from '../auth/authenticator.ts';
import { CredentialWatch, type WatchedCredential } from '../auth/credential-watch.ts';
import type { StreamedAnswer } from '../gateway/streamed-answer.ts';
import type { LimitCounters } from '../limits/limit-counters.ts';
import { CountMap } from '../metrics/count-map.ts';
import type { Audience, Clock } from '../session/ports.ts';
import type { RecordStore, SessionRecord } from '../store/record-store.ts';
import { captionEvents, type CaptionsEnd, eventsContentType } from './caption-events.ts';
import { CaptionFeed } from './caption-feed.ts';
import { CaptionViewer } from './caption-viewer.ts';
import { FinalPages } from './final-pages.ts';

/** The operator's limits. */
export interface CaptionLimits {
  /** Viewers at once. */
  readonly maxViewers: number;
  /** Viewers of one session at once. */
  readonly maxViewersPerSession: number;
}

/** What captions work with. */
export interface CaptionsParts {
  readonly store: Pick<RecordStore, 'finalsAfter'>;
  readonly clock: Clock;
  readonly limits: CaptionLimits;
  readonly counters: Pick<LimitCounters, 'count'>;
  /** Whether the key behind a credential is still usable. */
  readonly isStillGood: (credential: WatchedCredential) => boolean;
}

/** By what somebody watches. */
export interface WatchedBy extends WatchedCredential {
  /** What is left of a view token, in ms; undefined for a key, which ends by itself. */
  readonly leftMs: number | undefined;
}

/** Who may watch what, from where. */
export interface WatchRequest {
  readonly record: SessionRecord;
  readonly by: WatchedBy;
  /** The last segment they have; -1 for none. */
  readonly after: number;
}

/** The place of a viewer. */
export interface ViewerPlace {
  /** Answers a viewer who may watch. @throws WireError `unauthorized` when that has ended meanwhile. */
  answer(request: WatchRequest): StreamedAnswer;
  /** They may not. Idempotent. */
  release(): void;
}

interface PlacedViewer {
  readonly viewer: CaptionViewer;
  /** Whether they come by a view token. */
  isByToken: boolean;
}

/** How often a connection is shown to live, in ms. The contract of the page says 15 s. */
const heartbeatMs = 15_000;
/** How long viewers may take to read the end when the server ends, in ms. Chosen. */
const closeTimeoutMs = 1_000;

/** The viewers of a server: who watches which session, and for how long. */
export class Captions {
  /** Viewers who are gone, by why. */
  readonly gone: CountMap = new CountMap();
  readonly #parts: CaptionsParts;
  readonly #pages: FinalPages;
  readonly #credentials: CredentialWatch;
  readonly #feeds = new Map<string, CaptionFeed>();
  readonly #viewers = new Map<string, Set<PlacedViewer>>();
  #count = 0;
  #shedPartials = 0;
  #cancelBeat: () => void = () => undefined;
  #isClosed = false;
  #onEmpty: () => void = () => undefined;

  constructor(parts: CaptionsParts) {
    this.#parts = parts;
    this.#pages = new FinalPages(parts.store);
    this.#credentials = new CredentialWatch(parts);
  }

  /** Viewers now, with those of whom it is not known yet whether they may watch. */
  get viewers(): number {
    return this.#count;
  }

  /** Partials that a newer text replaced before a viewer was sent them. */
  get shedPartials(): number {
    return this.#shedPartials;
  }

  /** A session begins: what it gets can be watched until it ends. */
  open(sessionId: string): Audience {
    const feed = new CaptionFeed(() => {
      this.#feeds.delete(sessionId);
    });
    this.#feeds.set(sessionId, feed);
    return feed;
  }

  /**
   * Takes a place for somebody who wants to watch, before anything is looked up for them.
   *
   * @throws WireError `at_capacity`, `shutting_down`.
   */
  place(sessionId: string): ViewerPlace {
    this.#check(sessionId);
    let owner: string | undefined;
    const viewer = new CaptionViewer({
      feed: this.#feeds.get(sessionId),
      pageAfter: (segment) => this.#pages.after(sessionId, owner ?? '', segment),
      onShed: () => {
        this.#shedPartials += 1;
      },
      onGone: (end) => {
        if (owner !== undefined) this.gone.add(end);
        this.#leave(sessionId, placed);
      },
    });
    const placed: PlacedViewer = { viewer, isByToken: true };
    this.#enter(sessionId, placed);
    return {
      release: () => {
        viewer.abort();
      },
      answer: (request) => {
        if (viewer.isOver) throw unauthorized();
        owner = request.record.owner;
        placed.isByToken = request.by.leftMs !== undefined;
        return this.#answer(viewer, request);
      },
    };
  }

  /** Ends those who watch a session by a view token, as those made until now are void. */
  endShared(sessionId: string): void {
    const shared = [...(this.#viewers.get(sessionId) ?? [])].filter(({ isByToken }) => isByToken);
    for (const { viewer } of shared) viewer.dismiss(unauthorized());
  }

  /** A record is deleted: nobody reads it any more. */
  forget(sessionId: string): void {
    this.#pages.forget(sessionId);
    const gone = new WireError('session_unknown', 'The record of this session has been deleted.');
    for (const { viewer } of [...(this.#viewers.get(sessionId) ?? [])]) viewer.dismiss(gone);
  }

  /** Ends all viewers, who get a second to read what they were sent. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const closing = new WireError('shutting_down', 'The server ends. Connect again.');
    for (const { viewer } of this.#all()) viewer.dismiss(closing);
    this.#cancelBeat();
    await new Promise<void>((resolve) => {
      const cancel = this.#parts.clock.schedule(closeTimeoutMs, resolve);
      this.#onEmpty = () => {
        cancel();
        resolve();
      };
      if (this.#count === 0) this.#onEmpty();
    });
  }

  #answer(viewer: CaptionViewer, { record, by, after }: WatchRequest): StreamedAnswer {
    const { clock } = this.#parts;
    const revoked = new WireError('unauthorized', 'The credential is no longer valid: it was revoked or has expired.');
    const revoke = (): void => {
      viewer.dismiss(revoked);
    };
    const ended: CaptionsEnd = {
      state: record.state === 'live' ? 'interrupted' : record.state,
      receivedSamples: record.receivedSamples,
    };
    return {
      status: 200,
      headers: {
        'content-type': eventsContentType,
        'cache-control': 'no-store',
        // nginx would keep events until it has 4 kB of them.
        'x-accel-buffering': 'no',
      },
      begin: (reader) => {
        const watched = { revoke };
        this.#credentials.set(watched, by);
        const cancelEnd = by.leftMs === undefined ? () => undefined : clock.schedule(Math.max(0, by.leftMs), revoke);
        const events = viewer.begin(reader, { first: captionEvents.session(record), after, ended });
        return {
          ...events,
          onGone: () => {
            this.#credentials.delete(watched);
            cancelEnd();
            events.onGone();
          },
        };
      },
    };
  }

  #check(sessionId: string): void {
    const { limits, counters } = this.#parts;
    if (this.#isClosed) throw new WireError('shutting_down', 'The server ends. Connect again.');
    if (this.#count >= limits.maxViewers) {
      counters.count('viewers');
      throw new WireError('at_capacity', 'Too many viewers watch at once. Try again shortly.', {
        scope: 'server',
        limit: limits.maxViewers,
      });
    }
    if ((this.#viewers.get(sessionId)?.size ?? 0) >= limits.maxViewersPerSession) {
      counters.count('viewers_per_session');
      throw new WireError('at_capacity', 'Too many viewers watch this session at once. Try again shortly.', {
        scope: 'session',
        limit: limits.maxViewersPerSession,
      });
    }
  }

  #enter(sessionId: string, placed: PlacedViewer): void {
    const others = this.#viewers.get(sessionId) ?? new Set();
    this.#viewers.set(sessionId, others.add(placed));
    this.#count += 1;
    if (this.#count === 1) this.#waitForBeat();
  }

  #leave(sessionId: string, placed: PlacedViewer): void {
    const others = this.#viewers.get(sessionId);
    if (others?.delete(placed) !== true) return;
    this.#count -= 1;
    if (others.size === 0) {
      this.#viewers.delete(sessionId);
      this.#pages.forget(sessionId);
    }
    if (this.#count > 0) return;
    this.#cancelBeat();
    this.#onEmpty();
  }

  #waitForBeat(): void {
    this.#cancelBeat();
    this.#cancelBeat = this.#parts.clock.schedule(heartbeatMs, () => {
      for (const { viewer } of this.#all()) viewer.beat();
      if (this.#count > 0) this.#waitForBeat();
    });
  }

  #all(): readonly PlacedViewer[] {
    return [...this.#viewers.values()].flatMap((viewers) => [...viewers]);
  }
}
