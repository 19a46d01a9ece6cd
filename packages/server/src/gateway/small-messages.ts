/** How many seconds' worth may come at once. Chosen. */
const burstSeconds = 5;

/** A chunk, or what one read of the socket brings, below this is small, in bytes: 1 ms of audio. */
export const smallBytes = 32;

/**
 * Counts what costs the same however little it holds: text messages, pings, chunks and reads of a few bytes. A token bucket, of
 * one connection.
 */
export class SmallMessages {
  readonly #perSecond: number;
  readonly #nowMs: () => number;
  #tokens: number;
  #atMs: number;

  /** @param perSecond - in the long run; 0 for any number. */
  constructor(perSecond: number, nowMs: () => number) {
    this.#perSecond = perSecond;
    this.#nowMs = nowMs;
    this.#tokens = perSecond * burstSeconds;
    this.#atMs = nowMs();
  }

  /** Counts one. @returns false when it is one too many. */
  take(): boolean {
    if (this.#perSecond === 0) return true;
    if (this.#tokens < 1) {
      const atMs = this.#nowMs();
      const back = ((atMs - this.#atMs) * this.#perSecond) / 1000;
      this.#tokens = Math.min(this.#perSecond * burstSeconds, this.#tokens + back);
      this.#atMs = atMs;
    }
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
