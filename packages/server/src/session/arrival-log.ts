/** Chunks noted until older ones are forgotten. Chosen: 50 s of chunks of 100 ms, in 8 kB. */
const capacity = 512;

/** How far apart in time two notes are at least, in ms. Chosen: far below any latency that is told. */
const resolutionMs = 10;

/**
 * Remembers when the newest audio of a session came, so that latencies can be counted from the arrival of the chunk that
 * holds a sample. Chunks that come together are one note.
 */
export class ArrivalLog {
  /** A ring of pairs: where a chunk ends on the sample clock, and when it came. */
  #notes = new Float64Array(32);
  #first = 0;
  #count = 0;

  /**
   * A chunk has come.
   *
   * @param endSample - the position behind it, in samples; never less than before.
   * @param atMs - when; never less than before.
   */
  note(endSample: number, atMs: number): void {
    const last = this.#count - 1;
    if (last >= 0 && atMs - this.#atMs(last) < resolutionMs) {
      this.#set(last, endSample, this.#atMs(last));
      return;
    }
    if (this.#count * 2 === this.#notes.length && this.#count < capacity) this.#grow();
    if (this.#count * 2 === this.#notes.length) this.#first += 1;
    else this.#count += 1;
    this.#set(this.#count - 1, endSample, atMs);
  }

  /**
   * When the chunk came that holds a sample.
   *
   * @param sample - a position on the sample clock.
   * @returns undefined when it has not come, or is forgotten.
   */
  find(sample: number): number | undefined {
    if (this.#count === 0 || this.#endSample(this.#count - 1) < sample) return undefined;
    let low = 0;
    let high = this.#count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#endSample(middle) < sample) low = middle + 1;
      else high = middle;
    }
    // What came before the oldest note is forgotten, unless nothing is.
    return low === 0 && this.#first > 0 ? undefined : this.#atMs(low);
  }

  #endSample(index: number): number {
    return this.#notes[this.#slot(index)] ?? 0;
  }

  #atMs(index: number): number {
    return this.#notes[this.#slot(index) + 1] ?? 0;
  }

  #set(index: number, endSample: number, atMs: number): void {
    const slot = this.#slot(index);
    this.#notes[slot] = endSample;
    this.#notes[slot + 1] = atMs;
  }

  #slot(index: number): number {
    return ((this.#first + index) * 2) % this.#notes.length;
  }

  #grow(): void {
    // Nothing is forgotten before the ring is at its largest, so it begins at the front.
    const larger = new Float64Array(this.#notes.length * 2);
    larger.set(this.#notes);
    this.#notes = larger;
  }
}
