/** Audio to transcribe. Whoever opens it closes it. */
export interface AudioSource {
  /** What a person calls it. */
  readonly name: string;
  /** 16 kHz mono s16le in pieces of any length; to be read once. */
  readonly pieces: AsyncIterable<Uint8Array>;
  /** How long it is, in ms; undefined when that shows only at its end. */
  readonly durationMs: number | undefined;
  /** Frees what it holds, wherever the reading is. Idempotent. */
  close(): void;
}
