import type { SegmentEnd } from './tracker-event.ts';

/**
 * The segment ends that another tracker has told of the audio that is heard again. Up to the last of them nothing else
 * ends a segment: words can come out differently beside other streams, and with them what is decided by words.
 */
export class ToldEnds {
  readonly #ends: readonly SegmentEnd[];
  #next = 0;

  /** @param ends - in their order. */
  constructor(ends: readonly SegmentEnd[]) {
    this.#ends = ends;
  }

  /** True when all of them lie before a position, in samples: the tracker decides by itself. */
  isPast(position: number): boolean {
    return position > (this.#ends.at(-1)?.at ?? -1);
  }

  /**
   * Takes the end that was told when so much audio had been consumed.
   *
   * @param position - in samples; never less than in the call before.
   * @param kind - `utterance`: it ended there; `cut`: its text was cut at a place before.
   */
  takeAt(position: number, kind: 'utterance' | 'cut'): SegmentEnd | undefined {
    while ((this.#ends[this.#next]?.at ?? Infinity) < position) this.#next += 1;
    const end = this.#ends[this.#next];
    if (end?.at !== position || (end.sample === position) !== (kind === 'utterance')) return undefined;
    this.#next += 1;
    return end;
  }
}
