/** A final as the bytes that all viewers get. */
export interface EncodedFinal {
  readonly segment: number;
  readonly bytes: Uint8Array;
}

/** Finals kept for viewers who read the ones before from the store. Chosen: minutes of speech, some 100 kB. */
const maxFinals = 64;

/** The newest finals of a session that somebody watches: what comes while a viewer reads older ones from the store. */
export class RecentFinals {
  #finals: EncodedFinal[] = [];
  #forgottenUpTo = -1;

  /** The newest segment that is kept no longer; -1 for none. */
  get forgottenUpTo(): number {
    return this.#forgottenUpTo;
  }

  /** Keeps a final; of more than 64 the oldest is forgotten. */
  add(final: EncodedFinal): void {
    this.#finals.push(final);
    if (this.#finals.length <= maxFinals) return;
    this.#forgottenUpTo = Math.max(this.#forgottenUpTo, this.#finals.shift()?.segment ?? -1);
  }

  /** Those of later segments, in their order. */
  after(segment: number): readonly EncodedFinal[] {
    return this.#finals.filter((final) => final.segment > segment);
  }

  /** Keeps none: nobody watches. */
  clear(): void {
    const newest = this.#finals.at(-1);
    this.#forgottenUpTo = Math.max(this.#forgottenUpTo, newest?.segment ?? -1);
    this.#finals = [];
  }
}
