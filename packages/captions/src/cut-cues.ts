import { endsSentence } from './break-cost.ts';
import type { CueRules } from './cue-rules.ts';
import type { Piece } from './piece.ts';

/** The pieces of one cue: `from` up to `to`, which is not in it; `split` begins the second line. */
export interface CueCut {
  readonly from: number;
  /** The same as `to` when there is one line. */
  readonly split: number;
  readonly to: number;
}

/**
 * Weights against the costs of breaks. Chosen by reading what comes out for transcripts of read and of spontaneous
 * speech: lines that end where a reader breathes, few cues of one or two words.
 */
const weights = {
  /** Each cue: few full ones before many short ones. */
  cue: 1,
  lineBreak: 0.6,
  /** Two lines of unequal length, by the part of a line they differ. */
  imbalance: 0.8,
  /** Another segment begins inside a line, without punctuation that would show it. */
  hiddenStart: 1.5,
  /** A sentence begins inside a line. */
  sentenceStart: 0.3,
  /** Time to read that is missing, by the second. */
  missingTime: 2,
  /** Less than the shortest time: anything else is better. */
  tooShort: 30,
  /** A cue of a word or two. */
  fewCharacters: 1.5,
} as const;
/** Fewer characters than these are few. */
const fewCharacters = 16;

/** Cuts pieces into cues so that the sum of their costs is the least. */
export class CueCutter {
  readonly #pieces: readonly Piece[];
  readonly #rules: CueRules;
  /** Width of all pieces before, with the spaces before them. */
  readonly #ends: Float64Array;
  /** The same with the space before the piece itself: where it begins in a line. */
  readonly #begins: Float64Array;
  readonly #breakCosts: Float64Array;
  /** Costs of all starts of segments and sentences before. */
  readonly #starts: Float64Array;

  constructor(pieces: readonly Piece[], rules: CueRules) {
    this.#pieces = pieces;
    this.#rules = rules;
    this.#ends = new Float64Array(pieces.length + 1);
    this.#begins = new Float64Array(pieces.length);
    this.#breakCosts = new Float64Array(pieces.length);
    this.#starts = new Float64Array(pieces.length + 1);
    pieces.forEach((piece, index) => {
      const begin = (this.#ends[index] ?? 0) + (piece.isSpaced ? 1 : 0);
      this.#begins[index] = begin;
      this.#ends[index + 1] = begin + piece.width;
      this.#breakCosts[index] = piece.breakCost;
      this.#starts[index + 1] = (this.#starts[index] ?? 0) + startCost(pieces[index - 1], piece);
    });
  }

  /** The width of some pieces as one line. */
  width(from: number, to: number): number {
    return (this.#ends[to] ?? 0) - (this.#begins[from] ?? 0);
  }

  /**
   * Cuts some pieces that follow each other without a long pause.
   *
   * @param first - the first piece.
   * @param end - the piece after the last one.
   */
  cut(first: number, end: number): readonly CueCut[] {
    const count = end - first;
    const costs = new Float64Array(count + 1).fill(Infinity);
    const cuts: CueCut[] = [];
    costs[0] = 0;
    for (let to = first + 1; to <= end; to += 1) {
      const isEnd = to === end;
      const breakCost = isEnd ? 0 : (this.#breakCosts[to] ?? 0);
      for (let from = to - 1; from >= first && this.#canHold(from, to); from -= 1) {
        const isWhole = isEnd && from === first;
        const own = weights.cue + breakCost + this.#timeCost(from, to) + this.#sizeCost(from, to, isWhole);
        const withoutLines = (costs[from - first] ?? Infinity) + own;
        // The lines take the most work, and only add to the cost.
        if (withoutLines >= (costs[to - first] ?? Infinity)) continue;
        const lines = this.#lines(from, to);
        if (lines === undefined || withoutLines + lines.cost >= (costs[to - first] ?? Infinity)) continue;
        costs[to - first] = withoutLines + lines.cost;
        cuts[to - first] = { from, split: lines.split, to };
      }
    }
    const found: CueCut[] = [];
    for (let cut = cuts[count]; cut !== undefined; cut = cuts[cut.from - first]) found.push(cut);
    return found.reverse();
  }

  #canHold(from: number, to: number): boolean {
    if (to - from === 1) return true;
    const lastsMs = (this.#pieces[to - 1]?.endMs ?? 0) - (this.#pieces[from]?.startMs ?? 0);
    return lastsMs <= this.#rules.maxCueMs && this.width(from, to) <= 2 * this.#rules.maxLineCharacters + 1;
  }

  /** The best way to write a cue in one or two lines; undefined when it does not fit. */
  #lines(from: number, to: number): { readonly split: number; readonly cost: number } | undefined {
    const { maxLineCharacters } = this.#rules;
    const inside = this.#startsBetween(from, to);
    const fits = this.width(from, to) <= maxLineCharacters;
    let split = to;
    let cost = fits ? inside : Infinity;
    // One line is the better one, unless something begins in it.
    if (fits && inside === 0) return { split, cost };
    for (let place = from + 1; place < to; place += 1) {
      const above = this.width(from, place);
      if (above > maxLineCharacters) break;
      const below = this.width(place, to);
      if (below > maxLineCharacters) continue;
      const own =
        weights.lineBreak * (this.#breakCosts[place] ?? 0) +
        (weights.imbalance * Math.abs(above - below)) / maxLineCharacters +
        this.#startsBetween(from, place) +
        this.#startsBetween(place, to);
      if (own >= cost) continue;
      cost = own;
      split = place;
    }
    return cost === Infinity ? undefined : { split, cost };
  }

  #startsBetween(from: number, to: number): number {
    return (this.#starts[to] ?? 0) - (this.#starts[from + 1] ?? 0);
  }

  #timeCost(from: number, to: number): number {
    const { maxCharactersPerSecond, minCueMs, maxCueMs, gapMs } = this.#rules;
    const nextMs = this.#pieces[to]?.startMs ?? Infinity;
    const roomMs = Math.min(maxCueMs, Math.max(0, nextMs - gapMs - (this.#pieces[from]?.startMs ?? 0)));
    const missingMs = Math.max(0, (this.width(from, to) * 1000) / maxCharactersPerSecond - roomMs);
    const tooShort = roomMs < minCueMs ? weights.tooShort * (2 - roomMs / minCueMs) : 0;
    return (weights.missingTime * missingMs) / 1000 + tooShort;
  }

  #sizeCost(from: number, to: number, isWhole: boolean): number {
    if (isWhole) return 0;
    return weights.fewCharacters * Math.max(0, 1 - this.width(from, to) / fewCharacters);
  }
}

function startCost(before: Piece | undefined, piece: Piece): number {
  if (before !== undefined && endsSentence(before.text)) return weights.sentenceStart;
  return piece.isSegmentStart ? weights.hiddenStart : 0;
}
