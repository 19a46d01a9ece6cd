import type { RecognitionEvent } from '../../contract/recognition-host.ts';
import type { TrackerEvent } from '../../endpointing/tracker-event.ts';
import type { WorkerStreamEvent } from '../common/worker-stream-event.ts';

/** The events that are told by how much audio had been consumed. */
type PlacedEvent = Extract<TrackerEvent, { readonly at: number }>;

/** An event that may be told to the session as it is. */
type TellableEvent = Extract<RecognitionEvent, { readonly type: PlacedEvent['type'] | 'decoded' }>;

/** Before the first event of a type. */
const never = -1;

/**
 * What a session has been told of a stream, so that a worker that hears it again is heard only where it tells more.
 * Utterances are cut by the audio alone, so whatever has been told comes again at the same place.
 */
export class ToldEvents {
  /** By type, how much audio had been consumed when the newest was told. */
  readonly #at: Record<PlacedEvent['type'], number> = {
    speech_start: never,
    speech_end: never,
    partial: never,
    final: never,
  };
  /** By type, up to where another worker tells again. */
  #mutedUntil: Record<PlacedEvent['type'], number> = { ...this.#at };
  #decodedSamples = 0;
  #hasOpenPartial = false;

  /** The furthest position told as decoded, in samples. */
  get decodedSamples(): number {
    return this.#decodedSamples;
  }

  /** Says that another worker hears the stream again. */
  mute(): void {
    const { final, partial } = this.#at;
    // A partial of an utterance whose final is told would open it again.
    this.#mutedUntil = { ...this.#at, partial: Math.max(final, partial) };
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
    if (at <= this.#mutedUntil[told.type]) return undefined;
    this.#at[told.type] = at;
    if (told.type === 'partial') this.#hasOpenPartial = true;
    if (told.type !== 'final') return told;
    // A segment without a word is told only if it closes a partial the session has seen.
    const isTold = this.#hasOpenPartial || told.hypothesis.words.length > 0;
    this.#hasOpenPartial = false;
    return isTold ? { type: 'final', hypothesis: told.hypothesis, goesOn: told.goesOn } : undefined;
  }
}
