import { readFileSync } from 'node:fs';
import type { StenoServer } from './steno-server.ts';

/** What the processes of a server take at one moment, in bytes. */
export interface MemorySample {
  /** On the clock of `performance.now()`. */
  readonly atMs: number;
  /** Resident set of the server's own process. */
  readonly serverRss: number;
  /** `heapUsed` of the server's own process. */
  readonly serverHeap: number;
  /** Resident sets of the workers. */
  readonly workerRss: readonly number[];
}

/** Bytes of a MiB. */
export const mib: number = 2 ** 20;

/** The resident set of a process, in bytes, as the kernel has it (VmRSS); NaN when it is gone. */
export function rssOf(pid: number): number {
  try {
    return 1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    // It has ended.
    return NaN;
  }
}

/** Looks at the memory of a server again and again. */
export class MemorySampler {
  readonly samples: MemorySample[] = [];
  readonly #server: StenoServer;
  readonly #timer: NodeJS.Timeout;

  /** @param periodMs - how far the samples are apart. */
  constructor(server: StenoServer, periodMs: number) {
    this.#server = server;
    this.#timer = setInterval(() => {
      this.take();
    }, periodMs);
    this.take();
  }

  /** Takes one sample out of turn. */
  take(): MemorySample {
    const { pid, workerPids, heapBytes } = this.#server;
    const sample = {
      atMs: performance.now(),
      serverRss: rssOf(pid),
      serverHeap: heapBytes,
      workerRss: workerPids.map(rssOf),
    };
    this.samples.push(sample);
    return sample;
  }

  /** Takes no more. Idempotent. */
  close(): void {
    clearInterval(this.#timer);
  }
}
