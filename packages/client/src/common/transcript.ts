import type { Result } from './contract.ts';

/** A transcript as it stood at one moment. */
export interface TranscriptSnapshot {
  /** In the order of their segments; those without text are left out. */
  readonly finals: readonly Result[];
  /** The open segment; undefined when there is none. */
  readonly partial: Result | undefined;
  /** All finals and the partial, joined by spaces. */
  readonly text: string;
  /** Lines of text, one for each final. */
  toText(): string;
  /** SubRip subtitles of the finals, by the rules of `@steno/captions`. */
  toSrt(): string;
  /** WebVTT subtitles of the finals. */
  toVtt(): string;
  /** JSON text: an array of the finals. */
  toJson(): string;
}

/** A transcript that grows: the finals, and the partial that the next result may replace. */
export interface Transcript extends TranscriptSnapshot {
  /** What it holds now, and goes on holding. */
  snapshot(): TranscriptSnapshot;
}
