import { performance } from 'node:perf_hooks';
import type { WorkerLoad } from '../common/worker-load.ts';

/**
 * Measures what this process uses from now on: made once the model is loaded, which is no work for streams. Native code
 * counts as busy, as it keeps the event loop from waiting.
 */
export class LoadMeter {
  readonly #loop = performance.eventLoopUtilization();
  readonly #cpu = process.cpuUsage();

  /** What was used since. */
  get load(): WorkerLoad {
    const { user, system } = process.cpuUsage(this.#cpu);
    return {
      busyMs: Math.round(performance.eventLoopUtilization(this.#loop).active),
      cpuMs: Math.round((user + system) / 1000),
      rssBytes: process.memoryUsage.rss(),
    };
  }
}
