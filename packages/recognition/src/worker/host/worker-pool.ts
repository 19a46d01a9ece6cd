import type { Casing } from '../../contract/engine.ts';
import type { InstalledModel } from '../../contract/model.ts';
import { RecognitionError, type RecognitionEvent, type RecognitionStream } from '../../contract/recognition-host.ts';
import type { EndpointRules } from '../../endpointing/endpoint-rules.ts';
import { startWorker, type WorkerProcess } from './worker-process.ts';

/** What happens to the workers of a pool, for logs and metrics. */
export type WorkerEvent =
  | { readonly type: 'worker_started'; readonly modelId: string; readonly pid: number; readonly loadMs: number }
  | {
      readonly type: 'worker_died';
      readonly modelId: string;
      readonly pid: number;
      readonly exitCode: number | null;
      readonly signal: string | null;
      /** What native code said last, at most 2,000 characters; never speech. */
      readonly lastWords: string;
      readonly lostStreams: number;
    }
  | {
      readonly type: 'worker_start_failed';
      readonly modelId: string;
      readonly message: string;
      /** When it is tried again, in ms. */
      readonly retryMs: number;
    };

/** What a pool is made of. */
export interface WorkerPoolOptions {
  readonly model: InstalledModel;
  /** How many processes; integer, >= 1. */
  readonly size: number;
  readonly rules: EndpointRules;
  readonly startTimeoutMs: number;
  readonly onWorkerEvent: (event: WorkerEvent) => void;
}

/** The wait before a worker is started again after it died young; doubles up to the maximum. Chosen. */
const firstRetryMs = 250;
const maxRetryMs = 30_000;
/** A worker that lived this long died for a new reason, so the wait starts over. Chosen. */
const healthyAfterMs = 60_000;

/** One place in the pool: a worker, or the wait for the next one. */
interface Place {
  worker: WorkerProcess | undefined;
  retryMs: number;
  timer: NodeJS.Timeout | undefined;
}

/** The workers of one model and the choice among them. A worker that dies is replaced. */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #places: Place[] = [];
  /** Starts under way; their processes are ended by `close`, too. */
  readonly #starting = new Set<Promise<void>>();
  #isClosed = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
  }

  /** The model its workers have loaded. */
  get modelId(): string {
    return this.#options.model.modelId;
  }

  /** True while a worker could take a stream. */
  get isReady(): boolean {
    return this.#leastLoaded() !== undefined;
  }

  /**
   * Starts the workers and waits for the first.
   *
   * @throws rejects with RecognitionError `worker_start_failed` when none of them loads the model.
   */
  async start(): Promise<void> {
    for (let count = 0; count < this.#options.size; count += 1) {
      this.#places.push({ worker: undefined, retryMs: firstRetryMs, timer: undefined });
    }
    const starts = this.#places.map((place) => this.#startIn(place));
    try {
      await Promise.any(starts);
    } catch (error) {
      await this.close();
      if (error instanceof AggregateError && error.errors[0] instanceof Error) throw error.errors[0];
      throw error;
    }
    this.#places.forEach((place, index) => {
      starts[index]?.catch((error: unknown) => {
        this.#onStartFailed(place, error);
      });
    });
  }

  /**
   * Opens a stream in the worker that has the fewest.
   *
   * @throws RecognitionError `capacity` when no worker can take it.
   */
  open(onEvent: (event: RecognitionEvent) => void): RecognitionStream {
    const worker = this.#leastLoaded();
    if (worker === undefined) {
      throw new RecognitionError('capacity', `no worker of model ${this.modelId} can take another stream`);
    }
    const { casing } = worker.ready;
    return streamOf(worker, { modelId: this.modelId, casing, onEvent });
  }

  /** Ends all workers; resolves when they are gone. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(
      this.#places.map(async (place) => {
        clearTimeout(place.timer);
        await place.worker?.close();
      }),
    );
    await Promise.allSettled(this.#starting);
  }

  #leastLoaded(): WorkerProcess | undefined {
    let best: WorkerProcess | undefined;
    for (const { worker } of this.#places) {
      if (worker === undefined || worker.streamCount >= worker.ready.maxStreams) continue;
      if (best === undefined || worker.streamCount < best.streamCount) best = worker;
    }
    return best;
  }

  async #startIn(place: Place): Promise<void> {
    const start = this.#tryStartIn(place);
    const settled = start.then(
      () => undefined,
      () => undefined,
    );
    this.#starting.add(settled);
    try {
      await start;
    } finally {
      this.#starting.delete(settled);
    }
  }

  async #tryStartIn(place: Place): Promise<void> {
    const { model, rules, startTimeoutMs, onWorkerEvent } = this.#options;
    const worker = await startWorker({ model, rules, startTimeoutMs });
    if (this.#isClosed) {
      await worker.close();
      return;
    }
    const startedAt = performance.now();
    place.worker = worker;
    onWorkerEvent({ type: 'worker_started', modelId: model.modelId, pid: worker.pid, loadMs: worker.ready.loadMs });
    void worker.exited.then((exit) => {
      place.worker = undefined;
      const lostStreams = worker.failStreams();
      if (this.#isClosed) return;
      onWorkerEvent({ type: 'worker_died', modelId: model.modelId, pid: worker.pid, ...exit, lostStreams });
      if (performance.now() - startedAt > healthyAfterMs) place.retryMs = firstRetryMs;
      this.#retry(place);
    });
  }

  #retry(place: Place): void {
    const retryMs = place.retryMs;
    place.retryMs = Math.min(maxRetryMs, retryMs * 2);
    place.timer = setTimeout(() => {
      this.#startIn(place).catch((error: unknown) => {
        this.#onStartFailed(place, error);
      });
    }, retryMs);
    place.timer.unref();
  }

  #onStartFailed(place: Place, error: unknown): void {
    if (this.#isClosed) return;
    const message = error instanceof Error ? error.message : String(error);
    const { retryMs } = place;
    this.#options.onWorkerEvent({ type: 'worker_start_failed', modelId: this.modelId, message, retryMs });
    this.#retry(place);
  }
}

function streamOf(
  worker: WorkerProcess,
  parts: {
    readonly modelId: string;
    readonly casing: Casing;
    readonly onEvent: (event: RecognitionEvent) => void;
  },
): RecognitionStream {
  const stream = worker.openStream(parts.onEvent);
  return {
    modelId: parts.modelId,
    casing: parts.casing,
    write: (samples) => {
      worker.write(stream, samples);
    },
    flush: (flushId) => {
      worker.flush(stream, flushId);
    },
    end: () => {
      worker.end(stream);
    },
    close: () => {
      worker.closeStream(stream);
    },
  };
}
