import type { TranscriptResult } from '@steno/protocol';
import type { Result } from './contract.ts';

/**
 * Puts the results of one server session after another on the clock of the client's session: times count from its first
 * audio and those of finals never go back, segments are numbered without gaps.
 */
export class ResultMapper {
  #baseMs = 0;
  #baseSegment = 0;
  #nextSegment = 0;
  #finalEndMs = 0;

  /** Where the last final ends; 0 before the first. */
  get finalEndMs(): number {
    return this.#finalEndMs;
  }

  /** A server session begins to hear at this place; the segment that was open is heard again. */
  begin(baseMs: number): void {
    this.#baseMs = baseMs;
    this.#baseSegment = this.#nextSegment;
  }

  /** A time of the server, which are seconds of its session, in whole ms of the client's. */
  timeMs(seconds: number): number {
    return Math.round(this.#baseMs + seconds * 1000);
  }

  /** Takes the next result. */
  result(wire: TranscriptResult): Result {
    const startMs = Math.max(this.#finalEndMs, this.timeMs(wire.start));
    const endMs = Math.max(startMs, this.timeMs(wire.timestamp));
    const segment = this.#baseSegment + wire.segment;
    if (wire.is_final) {
      this.#finalEndMs = endMs;
      this.#nextSegment = segment + 1;
    }
    return {
      segment,
      text: wire.text,
      isFinal: wire.is_final,
      startMs,
      endMs,
      language: wire.language,
      ...(wire.stability === undefined ? {} : { stability: wire.stability }),
      ...(wire.stable_words === undefined ? {} : { stableWords: wire.stable_words }),
      ...(wire.confidence === undefined ? {} : { confidence: wire.confidence }),
      words: (wire.words ?? []).map(({ word, start, end, confidence }) => ({
        word,
        startMs: this.timeMs(start),
        endMs: this.timeMs(end),
        ...(confidence === undefined ? {} : { confidence }),
      })),
    };
  }
}
