/** Samples of a stored chunk: 2 s at 16 kHz. Chosen: what a page that is closed may lose of its audio. */
export const chunkSamples = 32_000;

/** A piece of a session's audio as it is stored. */
export interface StoredChunk {
  /** From 0: it begins at `index * chunkSamples`. */
  readonly index: number;
  /** 16 kHz; `chunkSamples` of them, fewer in the last one. */
  readonly samples: Int16Array<ArrayBuffer>;
}

/** Cuts audio of any chunking into pieces of `chunkSamples`. */
export class ChunkCutter {
  #open = new Int16Array(chunkSamples);
  #length = 0;
  #index = 0;

  /** All samples pushed. */
  get samples(): number {
    return this.#index * chunkSamples + this.#length;
  }

  /**
   * Takes the next samples; copied.
   *
   * @returns the pieces that are full now; possibly none. They are the caller's.
   */
  push(samples: Int16Array): readonly StoredChunk[] {
    const full: StoredChunk[] = [];
    for (let taken = 0; taken < samples.length;) {
      const room = Math.min(chunkSamples - this.#length, samples.length - taken);
      this.#open.set(samples.subarray(taken, taken + room), this.#length);
      this.#length += room;
      taken += room;
      if (this.#length < chunkSamples) break;
      full.push({ index: this.#index, samples: this.#open });
      this.#open = new Int16Array(chunkSamples);
      this.#length = 0;
      this.#index += 1;
    }
    return full;
  }

  /** The piece that is not full yet, to be stored under the same index again later; undefined when it is empty. */
  rest(): StoredChunk | undefined {
    return this.#length === 0 ? undefined : { index: this.#index, samples: this.#open.slice(0, this.#length) };
  }
}
