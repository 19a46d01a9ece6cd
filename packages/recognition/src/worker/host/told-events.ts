import type { RecognitionEvent } from '../../contract/recognition-host.ts';
import type { TrackerEvent } from '../../endpointing/tracker-event.ts';
import type { WorkerStreamEvent } from '../common/worker-stream-event.ts';

/** The events that are told by how much audio had been consumed. */
type PlacedEvent = Extract<TrackerEvent, { readonly at: number }>;

/** An event that may be told to the session as it is. */
type TellableEvent = Extract<RecognitionEvent, { readonly type: PlacedEvent['type'] | 'decoded' }>;

/** How far events of a type were told: how much audio had been consumed, and how many of them at that place. */
interface Told {
  readonly at: number;
  readonly count: number;
}

/** Before the first event of a type. */
const never: Told = { at: -1, count: 0 };

/**
 * What a session has been told of a stream, so that a worker that hears it again is heard only where it tells more.
 * A worker is told where segments ended, so whatever has been told comes again at the same place. A place has more than
 * one event of a type where a request follows right behind a cut.
 */
export class ToldEvents {
  readonly #told: Record<PlacedEvent['type'], Told> = {
    speech_start: never,
    speech_end: never,
    partial: never,
    final: never,
  };
  /** By type, up to where another worker tells again. */
  #mutedUntil: Record<PlacedEvent['type'], Told> = { ...this.#told };
  #decodedSamples = 0;
  #hasOpenPartial = false;

  /** The furthest position told as decoded, in samples. */
  get decodedSamples(): number {
    return this.#decodedSamples;
  }

  /** Says that another worker hears the stream again. */
  mute(): void {
    const { final, partial } = this.#told;
    // A partial of a segment whose final is told would open it again.
    this.#mutedUntil = { ...this.#told, partial: { at: Math.max(final.at, partial.at), count: Infinity } };
  }

  /**
   * Takes the next event of a worker.
   *
   * @returns what to tell the session; undefined when it knows, or need not know.
   */
  take(event: PlacedEvent | Extract<WorkerStreamEvent, { readonly type: 'decoded' }>): TellableEvent | undefined {
    if (event.type === 'decoded') {
      if (event.samples <= this.#decodedSamples) return undefined;
      this.#decodedSamples = event.samples;
      return event;
    }
    const { at, ...told } = event;
    if (this.#isKnown(event)) return undefined;
    const before = this.#told[told.type];
    this.#told[told.type] = { at, count: at === before.at ? before.count + 1 : 1 };
    if (told.type === 'partial') this.#hasOpenPartial = true;
    if (told.type !== 'final') return told;
    // A segment without a word is told only if it closes a partial the session has seen.
    const isTold = this.#hasOpenPartial || told.hypothesis.words.length > 0;
    this.#hasOpenPartial = false;
    return isTold ? { type: 'final', hypothesis: told.hypothesis, goesOn: told.goesOn } : undefined;
  }

  #isKnown({ type, at }: PlacedEvent): boolean {
    const muted = this.#mutedUntil[type];
    if (at < muted.at) return true;
    if (at > muted.at || muted.count === 0) return false;
    this.#mutedUntil[type] = { at, count: muted.count - 1 };
    return true;
  }
}
