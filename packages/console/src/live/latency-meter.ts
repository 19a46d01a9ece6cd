import type { Result } from '@steno/client/browser';

/** Figures of the newest values of one kind, in ms; undefined before the first. */
export interface LatencyFigures {
  readonly p50: number;
  readonly p95: number;
  /** Of all values since the beginning. */
  readonly count: number;
}

/** One second of the chart; what was not measured in it is undefined. In ms. */
export interface LatencyPoint {
  readonly partialMs: number | undefined;
  readonly finalMs: number | undefined;
  readonly lagMs: number | undefined;
}

/** Audio whose arrival is remembered: ten minutes in chunks of 100 ms. A result that is later than that is not counted. */
const maxChunks = 6000;
/** Values that figures are made of. Chosen: some minutes of speech. */
const maxValues = 500;
/** Seconds that the chart has. */
const maxPoints = 120;

/**
 * How late the text of a live session is, as its page sees it: the way over the network included.
 * - partial: from the chunk that holds the end of a partial's text to the partial, of each partial that hears further than
 *   the one before it;
 * - final: from the chunk that holds the end of the last word to the final, with the silence that is waited for;
 * - lag: audio that the page had and the server had not confirmed, at each confirmation.
 */
export class LatencyMeter {
  readonly #ends = new Float64Array(maxChunks);
  readonly #times = new Float64Array(maxChunks);
  /** Chunks ever; the newest `maxChunks` are remembered. */
  #chunks = 0;
  #partialEndMs = -1;
  readonly #partial = new Values();
  readonly #final = new Values();
  readonly #lag = new Values();
  #maxLagMs = 0;
  readonly #points: { second: number; partialMs?: number; finalMs?: number; lagMs?: number }[] = [];

  /** The page has audio up to `endMs` of the session, at `atMs` of its own clock. */
  heard(endMs: number, atMs: number): void {
    this.#ends[this.#chunks % maxChunks] = endMs;
    this.#times[this.#chunks % maxChunks] = atMs;
    this.#chunks += 1;
  }

  /** A partial or a final came at `atMs` of the page's clock. */
  result({ isFinal, endMs, words, text }: Pick<Result, 'isFinal' | 'endMs' | 'words' | 'text'>, atMs: number): void {
    if (text === '') return;
    const spokenMs = isFinal ? (words.at(-1)?.endMs ?? endMs) : endMs;
    if (!isFinal && endMs <= this.#partialEndMs) return;
    if (!isFinal) this.#partialEndMs = endMs;
    const arrivedAtMs = this.#arrivalOf(spokenMs);
    if (arrivedAtMs === undefined) return;
    const latencyMs = Math.max(0, atMs - arrivedAtMs);
    (isFinal ? this.#final : this.#partial).add(latencyMs);
    const point = this.#point(atMs);
    if (isFinal) point.finalMs = Math.max(point.finalMs ?? 0, latencyMs);
    else point.partialMs = Math.max(point.partialMs ?? 0, latencyMs);
  }

  /** The server has audio up to `receivedMs`, or said itself that it lags by `lagMs`. */
  confirmed(lagMs: number, atMs: number): void {
    const late = Math.max(0, lagMs);
    this.#lag.add(late);
    this.#maxLagMs = Math.max(this.#maxLagMs, late);
    const point = this.#point(atMs);
    point.lagMs = Math.max(point.lagMs ?? 0, late);
  }

  get partial(): LatencyFigures | undefined {
    return this.#partial.figures();
  }

  get final(): LatencyFigures | undefined {
    return this.#final.figures();
  }

  /** `max` is that of the whole session. */
  get lag(): (LatencyFigures & { readonly max: number }) | undefined {
    const figures = this.#lag.figures();
    return figures === undefined ? undefined : { ...figures, max: this.#maxLagMs };
  }

  /** One point for each of the last `maxPoints` seconds before `atMs`, the oldest first. */
  points(atMs: number): readonly LatencyPoint[] {
    const last = Math.floor(atMs / 1000);
    const known = new Map(this.#points.map((point) => [point.second, point]));
    return Array.from({ length: maxPoints }, (_, index) => {
      const point = known.get(last - maxPoints + 1 + index);
      return { partialMs: point?.partialMs, finalMs: point?.finalMs, lagMs: point?.lagMs };
    });
  }

  #point(atMs: number): { second: number; partialMs?: number; finalMs?: number; lagMs?: number } {
    const second = Math.floor(atMs / 1000);
    const newest = this.#points.at(-1);
    if (newest !== undefined && newest.second >= second) return newest;
    const point = { second };
    this.#points.push(point);
    if (this.#points.length > maxPoints) this.#points.shift();
    return point;
  }

  /** When the page had the chunk that holds the audio before a position; undefined when that is forgotten. */
  #arrivalOf(positionMs: number): number | undefined {
    const oldest = Math.max(0, this.#chunks - maxChunks);
    let [low, high] = [oldest, this.#chunks - 1];
    if (high < low) return undefined;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ends[middle % maxChunks] ?? NaN) >= positionMs) high = middle;
      else low = middle + 1;
    }
    if (low === oldest && oldest > 0) return undefined;
    return this.#times[low % maxChunks];
  }
}

/** The newest values of one kind. */
class Values {
  readonly #values: number[] = [];
  #count = 0;

  add(value: number): void {
    this.#values[this.#count % maxValues] = value;
    this.#count += 1;
  }

  figures(): LatencyFigures | undefined {
    if (this.#count === 0) return undefined;
    const sorted = [...this.#values].sort((a, b) => a - b);
    // By nearest rank.
    const share = (wanted: number): number => sorted[Math.ceil(wanted * sorted.length) - 1] ?? NaN;
    return { p50: share(0.5), p95: share(0.95), count: this.#count };
  }
}
