/** What is known of a final when it comes from recognition. */
export interface HeardFinal {
  /** Words in it; their number, nothing of what they are. */
  readonly wordCount: number;
  /** When the chunk came that holds the end of its last word, in ms of the session's clock; undefined when that is not known. */
  readonly lastWordAtMs: number | undefined;
  /** How the second model had its part in it; undefined where none was asked. */
  readonly secondPass: { readonly waitedMs: number; readonly isHeard: boolean } | undefined;
}

/** Is told what becomes of one final. */
export interface FinalTrace {
  /** It has no text, so it is not sent. */
  dropped(): void;
  /** The store has answered: whether it is in the record. */
  stored(isKept: boolean): void;
  /** It is sent. */
  sent(): void;
}

/** Is told the steps of one session, none of them for each chunk and none with text, by whoever measures the session. */
export interface SessionTrace {
  /** The first audio has come. */
  audioBegan(): void;
  /** The first audio is decoded. */
  decodingBegan(): void;
  /**
   * Somebody begins to speak.
   *
   * @param atMs - when the chunk with the onset came, in ms of the session's clock; undefined when that is not known.
   */
  speechBegan(atMs: number | undefined): void;
  /** A partial is sent; `atMs` is when the chunk with its first word came. */
  partialSent(atMs: number | undefined): void;
  /** Recognition has the final of a segment. */
  finalHeard(final: HeardFinal): FinalTrace;
  /** The client said that no audio follows. */
  stopping(): void;
  /** The last message is sent. */
  stopped(): void;
}
