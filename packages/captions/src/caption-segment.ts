/** One word of a segment. Times are ms of audio. */
export interface CaptionWord {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** The final text of one segment. Times are ms of audio. */
export interface CaptionSegment {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
  /** In their order; when empty, the words of `text` share the time in proportion to their lengths. */
  readonly words: readonly CaptionWord[];
}
