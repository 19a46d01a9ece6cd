import { type CaptionSegment, cuesOf, toSrt, toText, toVtt } from '@steno/captions';
import type { Result } from './contract.ts';
import type { Transcript, TranscriptSnapshot } from './transcript.ts';

/** A transcript that a session fills. */
export class LiveTranscript implements Transcript {
  #finals: readonly Result[] = [];
  #partial: Result | undefined;

  get finals(): readonly Result[] {
    return this.#finals;
  }

  get partial(): Result | undefined {
    return this.#partial;
  }

  get text(): string {
    return this.snapshot().text;
  }

  /** Takes the next result. */
  add(result: Result): void {
    if (!result.isFinal) {
      this.#partial = result;
      return;
    }
    this.#partial = undefined;
    // A new array: what a snapshot holds stays as it is.
    if (result.text !== '') this.#finals = [...this.#finals, result];
  }

  /** The open segment will be heard again. */
  dropPartial(): void {
    this.#partial = undefined;
  }

  snapshot(): TranscriptSnapshot {
    return new FixedTranscript(this.#finals, this.#partial);
  }

  toText(): string {
    return this.snapshot().toText();
  }

  toSrt(): string {
    return this.snapshot().toSrt();
  }

  toVtt(): string {
    return this.snapshot().toVtt();
  }

  toJson(): string {
    return this.snapshot().toJson();
  }
}

class FixedTranscript implements TranscriptSnapshot {
  readonly finals: readonly Result[];
  readonly partial: Result | undefined;

  constructor(finals: readonly Result[], partial: Result | undefined) {
    this.finals = finals;
    this.partial = partial;
  }

  get text(): string {
    return [...this.finals, ...(this.partial === undefined ? [] : [this.partial])]
      .map(({ text }) => text)
      .filter((text) => text !== '')
      .join(' ');
  }

  toText(): string {
    return toText(segmentsOf(this.finals));
  }

  toSrt(): string {
    return toSrt(cuesOf(segmentsOf(this.finals)));
  }

  toVtt(): string {
    return toVtt(cuesOf(segmentsOf(this.finals)));
  }

  toJson(): string {
    return `${JSON.stringify(this.finals, undefined, 2)}\n`;
  }
}

function segmentsOf(finals: readonly Result[]): readonly CaptionSegment[] {
  return finals.map(({ startMs, endMs, text, words }) => ({
    startMs,
    endMs,
    text,
    words: words.map((word) => ({ text: word.word, startMs: word.startMs, endMs: word.endMs })),
  }));
}
