import type { Atom } from './atoms.ts';

/** A number that was found before: what the words after it can mean depends on it. */
export type MatchKind = 'time' | 'day';

/** One output word, or a run of words left as they are. */
export interface Piece {
  /** Without the marks around it; absent for words that stay as they are. */
  readonly text?: string;
  /** Index of the atom after its last one. */
  readonly end: number;
}

/** What some atoms become; at least one piece. */
export interface Match {
  readonly pieces: readonly Piece[];
  readonly kind?: MatchKind;
}

/** Finds one kind of number that begins at an atom. */
export type FindNumber = (scan: Scan, start: number) => Match | undefined;

/**
 * The atoms of a segment, read from left to right. It notes how far a decision has looked, so that it
 * is known which words a later word can still change.
 */
export class Scan {
  readonly #atoms: readonly Atom[];
  #start = 0;
  #wordsSeen = 0;
  #last: { readonly end: number; readonly kind?: MatchKind } | undefined;

  constructor(atoms: readonly Atom[]) {
    this.#atoms = atoms;
  }

  /** How many of the first words the decisions so far depend on; one more than there are when the end counted. */
  get wordsSeen(): number {
    return this.#wordsSeen;
  }

  /** Begins a decision at an atom. */
  begin(start: number): void {
    this.#start = start;
  }

  /** Notes what was found. */
  found(match: Match): void {
    const end = match.pieces.at(-1)?.end ?? this.#start;
    this.#last = match.kind === undefined ? { end } : { end, kind: match.kind };
  }

  /** Tells whether a number of a kind ended right before an atom. */
  isAfter(kind: MatchKind, index: number): boolean {
    return this.#last?.kind === kind && this.#last.end === index;
  }

  /** @returns undefined past the end. */
  at(index: number): Atom | undefined {
    const atom = this.#atoms[index];
    const seen = atom === undefined ? (this.#atoms.at(-1)?.word ?? -1) + 2 : atom.word + 1;
    this.#wordsSeen = Math.max(this.#wordsSeen, seen);
    return atom;
  }

  /** The text of an atom, '' where there is none or a mark parts it from what the decision began with. */
  text(index: number): string {
    if (index > this.#start && this.#atoms[index - 1]?.after !== '') return '';
    const atom = this.at(index);
    if (atom === undefined || (index > this.#start && atom.before !== '')) return '';
    return atom.text;
  }

  /** The text `distance` atoms before one, '' where there is none or a mark is between. */
  previous(index: number, distance = 1): string {
    for (let at = index; at > index - distance; at -= 1) {
      if (this.#atoms[at]?.before !== '' || this.#atoms[at - 1]?.after !== '') return '';
    }
    return this.#atoms[index - distance]?.text ?? '';
  }

  /** Tells whether a word begins at an atom, the end too: without a look at it. */
  isWordStart(index: number): boolean {
    return this.#atoms[index - 1]?.isLast ?? true;
  }
}
