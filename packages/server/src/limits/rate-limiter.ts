/** What a rate limiter is made with. */
export interface RateLimiterOptions {
  /** Calls a second that are taken in the long run; 0 for any number. */
  readonly perSecond: number;
  /** Calls that may come at once; one may in any case. */
  readonly burst: number;
  /** How many seconds' worth of calls a name may owe that is charged for more than it has; > 0. */
  readonly owedSeconds: number;
  /** Names remembered at most; past it the one seen longest ago is forgotten, and begins anew. */
  readonly capacity: number;
  /** Milliseconds that never go back. */
  readonly nowMs: () => number;
}

interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

/** Token buckets by name: each call takes a token, and tokens come back with time. */
export class RateLimiter {
  readonly #options: RateLimiterOptions;
  /** The one seen longest ago first. A name without a bucket has a full one. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: RateLimiterOptions) {
    this.#options = options;
  }

  /** Names remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  /**
   * Takes a token of a name.
   *
   * @returns 0 when there was one; else how long until there is, in ms, and nothing was taken.
   */
  take(name: string): number {
    const { perSecond } = this.#options;
    if (perSecond === 0) return 0;
    const tokens = this.#tokensOf(name);
    this.#keep(name, tokens >= 1 ? tokens - 1 : tokens);
    return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * 1000) / perSecond);
  }

  /** Takes so many tokens of a name, whether it has them or not; it never owes more than it may. */
  charge(name: string, tokens: number): void {
    const { perSecond, owedSeconds } = this.#options;
    if (perSecond > 0) this.#keep(name, Math.max(-perSecond * owedSeconds, this.#tokensOf(name) - tokens));
  }

  get #burst(): number {
    return Math.max(1, this.#options.burst);
  }

  #tokensOf(name: string): number {
    const { perSecond, nowMs } = this.#options;
    const known = this.#buckets.get(name);
    if (known === undefined) return this.#burst;
    return Math.min(this.#burst, known.tokens + ((nowMs() - known.atMs) * perSecond) / 1000);
  }

  #keep(name: string, tokens: number): void {
    this.#buckets.delete(name);
    this.#buckets.set(name, { tokens, atMs: this.#options.nowMs() });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > this.#options.capacity && oldest !== undefined) this.#buckets.delete(oldest);
  }
}
