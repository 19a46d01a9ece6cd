import { msSinceStamp } from '../client/delay-stamp.ts';

/** What a server has done since it was asked last. */
export interface LoadSample {
  readonly elapsedMs: number;
  readonly messages: number;
  /** CPU time of the process, in s. */
  readonly cpuSeconds: number;
  /** From sent to received, in whole ms, rounded up; NaN, which JSON makes null, without messages. */
  readonly p50DelayMs: number;
  readonly p99DelayMs: number;
}

/** Memory of a process after garbage collection, in bytes. */
export interface MemoryUse {
  readonly rssBytes: number;
  readonly heapBytes: number;
  readonly externalBytes: number;
}

/** Delays above this count as this, in ms. */
const maxDelayMs = 20_000;

/** Counts what a server receives. It must cost little beside the receiving: a bin for each ms. */
export class LoadMeter {
  readonly #bins = new Uint32Array(maxDelayMs + 1);
  #messages = 0;
  #sinceMs = performance.now();
  #cpu = process.cpuUsage();

  /** @param stamp - the time at which the message was sent, by `stampNow`. */
  note(stamp: number): void {
    this.#messages += 1;
    const bin = Math.min(maxDelayMs, Math.ceil(msSinceStamp(stamp)));
    this.#bins[bin] = (this.#bins[bin] ?? 0) + 1;
  }

  /** What was noted since the last call. */
  take(): LoadSample {
    const now = performance.now();
    const { user, system } = process.cpuUsage(this.#cpu);
    const sample = {
      elapsedMs: now - this.#sinceMs,
      messages: this.#messages,
      cpuSeconds: (user + system) / 1e6,
      p50DelayMs: this.#percentile(0.5),
      p99DelayMs: this.#percentile(0.99),
    };
    this.#bins.fill(0);
    this.#messages = 0;
    this.#sinceMs = now;
    this.#cpu = process.cpuUsage();
    return sample;
  }

  #percentile(share: number): number {
    let left = Math.ceil(share * this.#messages);
    if (left === 0) return NaN;
    for (const [delayMs, count] of this.#bins.entries()) {
      left -= count;
      if (left <= 0) return delayMs;
    }
    return maxDelayMs;
  }
}

/** The memory of this process after garbage collection, if Node was started with `--expose-gc`. */
export function memoryUse(): MemoryUse {
  for (let count = 0; count < 3; count += 1) globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rssBytes: rss, heapBytes: heapUsed, externalBytes: external };
}
