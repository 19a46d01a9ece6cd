/** When audio arrived, so that a position in it becomes a moment. Keeps the newest parts; older ones are forgotten. */
export class ArrivalTimes {
  readonly #parts: { readonly endMs: number; readonly atMs: number }[] = [];
  readonly #capacity: number;
  #hasForgotten = false;

  /** @param capacity - parts that are kept, >= 1. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /**
   * @param endMs - where in the audio the part that arrived ends, in ms; never less than before.
   * @param atMs - when, in ms since the Unix epoch.
   */
  note(endMs: number, atMs: number): void {
    this.#parts.push({ endMs, atMs });
    if (this.#parts.length <= this.#capacity) return;
    this.#parts.shift();
    this.#hasForgotten = true;
  }

  /**
   * When the part with a position arrived, in ms since the Unix epoch.
   *
   * @param positionMs - a position in the audio, in ms.
   * @returns undefined for a position that is forgotten, or beyond what arrived.
   */
  at(positionMs: number): number | undefined {
    const index = this.#parts.findIndex(({ endMs }) => endMs >= positionMs);
    // Where the oldest part begins is forgotten as well.
    return index === 0 && this.#hasForgotten ? undefined : this.#parts[index]?.atMs;
  }
}
