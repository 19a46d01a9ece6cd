import { WireError } from '@steno/protocol';
import type { AnswerReader, ReaderEvents } from '../gateway/streamed-answer.ts';
import { captionEvents, type CaptionsEnd } from './caption-events.ts';
import type { CaptionFeed } from './caption-feed.ts';
import type { FinalPage } from './final-pages.ts';
import type { EncodedFinal } from './recent-finals.ts';

/** Unread bytes from which only the newest partial is kept for a viewer. Chosen: some ten events. */
const shedPartialsBytes = 16_384;
/** Unread bytes at which a viewer is ended. Chosen: some hundred finals. */
const maxUnreadBytes = 262_144;
/** Heartbeats in a row at which the network has taken nothing, though there was something. Chosen: a minute. */
const maxStalledBeats = 4;

/** Why a viewer is gone: the session ended, they left, they read too slowly, they may watch no longer, or nothing can be read. */
export const viewerEnds = ['session_over', 'left', 'slow', 'dismissed', 'failed'] as const;

/** One of {@link viewerEnds}. */
export type ViewerEnd = (typeof viewerEnds)[number];

/** What a viewer works with. */
export interface CaptionViewerParts {
  /** Of the session while it is live on this server; undefined for one that is over. */
  readonly feed: CaptionFeed | undefined;
  /** Reads finals after a segment from the record. */
  readonly pageAfter: (segment: number) => Promise<FinalPage>;
  /** A partial was replaced before it was sent. */
  readonly onShed: () => void;
  /** Called once, when the connection is gone, or there will be none: the place is free. */
  readonly onGone: (end: ViewerEnd) => void;
}

/** What a viewer who may watch is shown. */
export interface CaptionsShown {
  /** The first event. */
  readonly first: Uint8Array;
  /** The last segment they have; -1 for none. */
  readonly after: number;
  /** How the session ended, for one without a feed. */
  readonly ended: CaptionsEnd;
}

/**
 * One viewer of a session. First they get the finals of its record, at the pace they read; then what the feed has, as it comes:
 * of partials the newest, of finals all. Whoever is too far behind is ended, and can come back with the segment they have.
 */
export class CaptionViewer {
  readonly #parts: CaptionViewerParts;
  #reader: AnswerReader | undefined;
  #last = -1;
  #isLive = false;
  /** Why nothing more is sent; undefined while something is. */
  #end: ViewerEnd | undefined;
  #isGone = false;
  /** The partial that waits until what is before it has been read. */
  #nextPartial: Uint8Array | undefined;
  #onDrained: () => void = () => undefined;
  #stalledBeats = 0;
  #takenAtBeat = -1;
  readonly #unwatch: () => void;

  /** Holds the place of a viewer of whom it is not known yet whether they may watch. */
  constructor(parts: CaptionViewerParts) {
    this.#parts = parts;
    // From the beginning: what comes while the record is read must not be missed.
    this.#unwatch =
      parts.feed?.watch({
        onFinal: (final) => {
          this.#onFinal(final);
        },
        onPartial: (bytes) => {
          this.#onPartial(bytes);
        },
        onEnd: (end) => {
          if (this.#isLive) this.#finish(end);
        },
      }) ?? (() => undefined);
  }

  /** True once nothing more is sent. */
  get isOver(): boolean {
    return this.#end !== undefined;
  }

  /** They may watch: the answer begins. */
  begin(reader: AnswerReader, { first, after, ended }: CaptionsShown): ReaderEvents {
    this.#reader = reader;
    this.#last = after;
    if (this.isOver) {
      reader.destroy();
    } else {
      reader.write(first);
      this.#catchUp(ended).catch(() => {
        this.dismiss(new WireError('internal', 'The record cannot be read. Try again shortly.'), 'failed');
      });
    }
    return {
      onDrain: () => {
        this.#drained();
      },
      onGone: () => {
        this.#over('left');
        this.#gone();
      },
    };
  }

  /** They may watch no longer, and are told why. Idempotent. */
  dismiss(error: WireError, end: ViewerEnd = 'dismissed'): void {
    if (this.isOver) return;
    this.#reader?.write(captionEvents.error(error));
    this.#reader?.end();
    this.#over(end);
  }

  /** Ends the connection at once. Idempotent. */
  abort(): void {
    this.#reader?.destroy();
    this.#over('left');
  }

  /** Shows that the connection lives, and ends one that takes nothing. */
  beat(): void {
    const reader = this.#reader;
    if (reader === undefined) return;
    const isStalled = reader.bufferedBytes > 0 && reader.takenBytes === this.#takenAtBeat;
    this.#takenAtBeat = reader.takenBytes;
    this.#stalledBeats = isStalled ? this.#stalledBeats + 1 : 0;
    if (this.#stalledBeats >= maxStalledBeats) this.#letGo();
    else if (!isStalled && !this.isOver) reader.write(captionEvents.heartbeat);
  }

  /** The finals of the record, then those that came meanwhile; what follows is live. */
  async #catchUp(ended: CaptionsEnd): Promise<void> {
    const { feed, pageAfter } = this.#parts;
    for (;;) {
      const page = await pageAfter(this.#last);
      if (this.isOver) return;
      if (page.lastSegment > this.#last) {
        this.#reader?.write(page.bytes);
        this.#last = page.lastSegment;
        if (!(await this.#untilDrained())) return;
      } else if (!page.isFull) {
        break;
      }
      if (!page.isFull && feed?.hasAllAfter(this.#last) !== false) break;
    }
    for (const final of feed?.recentAfter(this.#last) ?? []) this.#send(final);
    const end = feed === undefined ? ended : feed.ended;
    if (end !== undefined) {
      this.#finish(end);
      return;
    }
    this.#isLive = true;
    const partial = feed?.partialNow;
    if (partial !== undefined) this.#onPartial(partial);
  }

  /** @returns false when nothing more is to be sent. */
  async #untilDrained(): Promise<boolean> {
    if ((this.#reader?.bufferedBytes ?? 0) >= shedPartialsBytes) {
      await new Promise<void>((resolve) => {
        this.#onDrained = resolve;
      });
    }
    return !this.isOver;
  }

  #onFinal(final: EncodedFinal): void {
    if (this.#isLive && !this.isOver) this.#send(final);
  }

  #send({ segment, bytes }: EncodedFinal): void {
    if (segment <= this.#last) return;
    this.#last = segment;
    if (this.#nextPartial !== undefined) {
      // It is of this segment, or was shown before it and replaces nothing of what comes.
      this.#nextPartial = undefined;
      this.#parts.onShed();
    }
    this.#reader?.write(bytes);
    if ((this.#reader?.bufferedBytes ?? 0) > maxUnreadBytes) this.#letGo();
  }

  #onPartial(bytes: Uint8Array): void {
    if (!this.#isLive || this.isOver) return;
    if (this.#nextPartial !== undefined) this.#parts.onShed();
    if ((this.#reader?.bufferedBytes ?? 0) < shedPartialsBytes) {
      this.#nextPartial = undefined;
      this.#reader?.write(bytes);
    } else {
      this.#nextPartial = bytes;
    }
  }

  #drained(): void {
    this.#onDrained();
    const partial = this.#nextPartial;
    this.#nextPartial = undefined;
    if (partial !== undefined) this.#reader?.write(partial);
  }

  #finish(end: CaptionsEnd): void {
    this.#reader?.write(captionEvents.stopped(end));
    this.#reader?.end();
    this.#over('session_over');
  }

  /** Too far behind: nothing that was said can be left out, so they come again for it. */
  #letGo(): void {
    this.#reader?.destroy();
    this.#over('slow');
  }

  #over(end: ViewerEnd): void {
    if (this.isOver) return;
    this.#end = end;
    this.#nextPartial = undefined;
    this.#unwatch();
    this.#onDrained();
    if (this.#reader === undefined) this.#gone();
  }

  #gone(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#parts.onGone(this.#end ?? 'left');
  }
}
