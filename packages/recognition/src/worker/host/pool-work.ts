import type { PoolWorker } from './pool-worker.ts';
import type { WorkerWork } from './worker-link.ts';

const nothing: WorkerWork = { busyMs: 0, cpuMs: 0, rssBytes: 0, decodedSamples: 0 };

/** Adds up what the workers of a pool have used and done, over the lives of all of them. */
export class PoolWork {
  readonly #live = new Set<Pick<PoolWorker, 'work'>>();
  #ended: WorkerWork = nothing;

  /** A worker is there. */
  begin(worker: Pick<PoolWorker, 'work'>): void {
    this.#live.add(worker);
  }

  /** A worker is gone; what it did counts on. What it did since its last heartbeat is not known. */
  end(worker: Pick<PoolWorker, 'work'>): void {
    this.#live.delete(worker);
    if (worker.work !== undefined) this.#ended = { ...sum(this.#ended, worker.work), rssBytes: 0 };
  }

  /** The total, with those that live; never less than before, but for their memory. */
  get total(): WorkerWork {
    let total = this.#ended;
    for (const { work } of this.#live) if (work !== undefined) total = sum(total, work);
    return total;
  }
}

function sum(a: WorkerWork, b: WorkerWork): WorkerWork {
  return {
    busyMs: a.busyMs + b.busyMs,
    cpuMs: a.cpuMs + b.cpuMs,
    rssBytes: a.rssBytes + b.rssBytes,
    decodedSamples: a.decodedSamples + b.decodedSamples,
  };
}
