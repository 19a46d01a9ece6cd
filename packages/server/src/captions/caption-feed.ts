import type { Audience } from '../session/ports.ts';
import type { SegmentText } from '../transcript/transcript.ts';
import { captionEvents, type CaptionsEnd } from './caption-events.ts';
import { type EncodedFinal, RecentFinals } from './recent-finals.ts';

/** Who is shown what a feed has, as soon as it comes. Calls never throw. */
export interface FeedReader {
  readonly onFinal: (final: EncodedFinal) => void;
  readonly onPartial: (bytes: Uint8Array) => void;
  readonly onEnd: (end: CaptionsEnd) => void;
}

interface HeldFinal {
  readonly text: SegmentText;
  mayBeShown: boolean;
}

/**
 * One live session as its viewers see it: its finals once they are in the record, in the order of the session, and the partial
 * of now. Each is written as bytes once, however many watch; while nobody does, nothing is written and no final is kept.
 */
export class CaptionFeed implements Audience {
  readonly #readers = new Set<FeedReader>();
  readonly #recent = new RecentFinals();
  readonly #onEnded: () => void;
  /** Finals that may not be shown yet, or stand behind such a one; as many as the store has operations waiting. */
  #held: HeldFinal[] = [];
  /** The newest partial: behind the finals that are held, when there are any. */
  #partial: SegmentText | undefined;
  #partialBytes: Uint8Array | undefined;
  #end: CaptionsEnd | undefined;

  /** @param onEnded - called once, when nothing follows. */
  constructor(onEnded: () => void) {
    this.#onEnded = onEnded;
  }

  /** How the session ended; undefined while something may follow. */
  get ended(): CaptionsEnd | undefined {
    return this.#end;
  }

  /** The finals of later segments that are kept, in their order. */
  recentAfter(segment: number): readonly EncodedFinal[] {
    return this.#recent.after(segment);
  }

  /** Whether all finals after a segment are kept that were shown since somebody watches. */
  hasAllAfter(segment: number): boolean {
    return this.#recent.forgottenUpTo <= segment;
  }

  /** The partial of now, as bytes; undefined when there is none. */
  get partialNow(): Uint8Array | undefined {
    if (this.#partial === undefined || this.#held.length > 0) return undefined;
    return (this.#partialBytes ??= captionEvents.partial(this.#partial));
  }

  /** Shows somebody what comes from now on; gives back what ends that. */
  watch(reader: FeedReader): () => void {
    this.#readers.add(reader);
    return () => {
      this.#readers.delete(reader);
      if (this.#readers.size === 0) this.#recent.clear();
    };
  }

  partial(text: SegmentText): void {
    this.#partial = text;
    this.#partialBytes = undefined;
    if (this.#held.length === 0) this.#showPartial();
  }

  final(text: SegmentText): () => void {
    const held = { text, mayBeShown: false };
    this.#held.push(held);
    return () => {
      held.mayBeShown = true;
      this.#release();
    };
  }

  end({ errorCode, receivedSamples }: Parameters<Audience['end']>[0]): void {
    if (this.#end !== undefined) return;
    const end = { state: errorCode === undefined ? 'stopped' : 'failed', receivedSamples } as const;
    this.#end = end;
    this.#partial = undefined;
    for (const reader of [...this.#readers]) reader.onEnd(end);
    this.#onEnded();
  }

  #release(): void {
    while (this.#held[0]?.mayBeShown === true) {
      const next = this.#held.shift();
      if (next !== undefined) this.#showFinal(next.text);
    }
    if (this.#held.length === 0) this.#showPartial();
  }

  #showFinal(text: SegmentText): void {
    if (this.#partial !== undefined && this.#partial.segment <= text.segment) this.#partial = undefined;
    if (this.#readers.size === 0) return;
    const final = { segment: text.segment, bytes: captionEvents.final(text) };
    this.#recent.add(final);
    for (const reader of [...this.#readers]) reader.onFinal(final);
  }

  #showPartial(): void {
    if (this.#readers.size === 0) return;
    const bytes = this.partialNow;
    if (bytes === undefined) return;
    for (const reader of [...this.#readers]) reader.onPartial(bytes);
  }
}
