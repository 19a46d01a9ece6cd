import { bytesOfSamples, bytesPerSample } from '@steno/audio';

/** The samples of one chunk: 100 ms at 16 kHz. */
export const chunkSamples = 1600;

type Entry = { readonly type: 'chunk'; readonly samples: Int16Array } | { readonly type: 'gap'; samples: number };

/**
 * Chunks between the audio thread, which cannot wait, and one reader. Bounded: what comes while it is full is left out
 * and counted, and the reader gets as much silence in its place, so that what comes after it keeps its time.
 */
export class ChunkQueue {
  readonly #capacity: number;
  readonly #entries: Entry[] = [];
  #chunks = 0;
  #hasEnded = false;
  #wake: (() => void) | undefined;

  /** @param capacity - chunks kept; integer, >= 1. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /**
   * Adds a chunk; ignored after `end`.
   *
   * @param samples - kept.
   * @returns false when there was no room, and silence takes its place.
   */
  push(samples: Int16Array): boolean {
    if (this.#hasEnded) return true;
    const hasRoom = this.#chunks < this.#capacity;
    if (hasRoom) {
      this.#entries.push({ type: 'chunk', samples });
      this.#chunks += 1;
      this.#wake?.();
    } else {
      this.pushGap(samples.length);
    }
    return hasRoom;
  }

  /**
   * Adds silence; takes no room, however long it is.
   *
   * @param samples - its length; integer, >= 0.
   */
  pushGap(samples: number): void {
    if (this.#hasEnded || samples === 0) return;
    const last = this.#entries.at(-1);
    if (last?.type === 'gap') last.samples += samples;
    else this.#entries.push({ type: 'gap', samples });
    this.#wake?.();
  }

  /** Says that nothing follows; what is there can still be read. Idempotent. */
  end(): void {
    this.#hasEnded = true;
    this.#wake?.();
  }

  /** Forgets what is there, and ends. */
  discard(): void {
    this.#entries.length = 0;
    this.#chunks = 0;
    this.end();
  }

  /**
   * Waits for the next chunk; one call at a time.
   *
   * @returns s16le bytes, no longer kept; undefined at the end.
   */
  async next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const entry = this.#entries[0];
      if (entry?.type === 'chunk') {
        this.#entries.shift();
        this.#chunks -= 1;
        return bytesOfSamples(entry.samples);
      }
      if (entry?.type === 'gap') {
        const samples = Math.min(entry.samples, chunkSamples);
        entry.samples -= samples;
        if (entry.samples === 0) this.#entries.shift();
        return new Uint8Array(samples * bytesPerSample);
      }
      if (this.#hasEnded) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }
}
