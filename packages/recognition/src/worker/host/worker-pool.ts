import type { InstalledModel } from '../../contract/model.ts';
import { usualEndpointRules } from '../../contract/endpoint-rules.ts';
import {
  RecognitionError,
  type RecognitionEvent,
  type RecognitionStream,
  type RecognitionStreamOptions,
} from '../../contract/recognition-host.ts';
import { PoolStreams, type ReplayFigures } from './pool-streams.ts';
import type { PoolWorker, PoolWorkerListener } from './pool-worker.ts';
import { StartBreaker } from './start-breaker.ts';
import type { WorkerEvent } from './worker-event.ts';
import type { WorkerExit } from './worker-process.ts';

/** How long a pool waits, in ms. */
export interface PoolTimes {
  /** Before a worker is replaced; doubles each time one did nothing, up to the maximum. */
  readonly firstRetryMs: number;
  readonly maxRetryMs: number;
  /** Before a model that was given up is tried again. */
  readonly giveUpMs: number;
  /** How long a stream that was lost may wait for a worker. */
  readonly maxWaitMs: number;
}

/** Chosen. */
export const usualPoolTimes: PoolTimes = {
  firstRetryMs: 250,
  maxRetryMs: 30_000,
  giveUpMs: 300_000,
  maxWaitMs: 60_000,
};

/** What a pool is made of. */
export interface WorkerPoolOptions {
  readonly model: InstalledModel;
  /** How many processes; integer, >= 1. */
  readonly size: number;
  /** Starts a worker; rejects with RecognitionError `worker_start_failed`. */
  readonly startWorker: (listener: PoolWorkerListener) => Promise<PoolWorker>;
  readonly onWorkerEvent: (event: WorkerEvent) => void;
  /** Told what the callback of a stream throws. */
  readonly onListenerFault: (error: unknown) => void;
  /** Decoded audio of a stream since its newest checkpoint at which the next is asked for, in ms. */
  readonly maxReplayMs: number;
  /** Default {@link usualPoolTimes}. */
  readonly times?: PoolTimes;
}

/** One place in the pool: a worker, or the wait for the next one. */
interface Place {
  worker: PoolWorker | undefined;
  isStarting: boolean;
  retryMs: number;
  timer: NodeJS.Timeout | undefined;
}

/**
 * The workers of one model and the choice among them. A worker that ends is replaced, and its streams go on in another
 * one. When workers keep ending before they decode anything, none is started for a while.
 */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #times: PoolTimes;
  readonly #places: Place[] = [];
  readonly #streams: PoolStreams;
  readonly #breaker = new StartBreaker();
  #trialTimer: NodeJS.Timeout | undefined;
  /** Starts under way; their processes are ended by `close`, too. */
  readonly #starting = new Set<Promise<void>>();
  #isClosed = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#times = options.times ?? usualPoolTimes;
    this.#streams = new PoolStreams({
      findWorker: () => this.#leastLoaded(),
      refusal: () => (this.#isGivenUp ? this.#modelFailing() : undefined),
    });
  }

  /** The model its workers have loaded. */
  get modelId(): string {
    return this.#options.model.modelId;
  }

  /** True while a worker could take a stream. */
  get isReady(): boolean {
    return this.#leastLoaded() !== undefined;
  }

  /** What lost workers have cost. */
  get replayFigures(): ReplayFigures {
    return this.#streams.figures;
  }

  /**
   * Starts the workers and waits for the first.
   *
   * @throws rejects with RecognitionError `worker_start_failed` when none of them loads the model.
   */
  async start(): Promise<void> {
    const { firstRetryMs } = this.#times;
    for (let count = 0; count < this.#options.size; count += 1) {
      this.#places.push({ worker: undefined, isStarting: false, retryMs: firstRetryMs, timer: undefined });
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
   * @throws RecognitionError `capacity` when no worker can take it, `model_failing` when none is started because they
   *   keep ending.
   */
  open(
    { endpointing = usualEndpointRules, keyTerms = [] }: Omit<RecognitionStreamOptions, 'language'>,
    onEvent: (event: RecognitionEvent) => void,
  ): RecognitionStream {
    const worker = this.#leastLoaded();
    if (worker === undefined) throw this.#isGivenUp ? this.#modelFailing() : this.#noCapacity();
    return this.#streams.open(worker, {
      modelId: this.modelId,
      writing: worker.ready.writing,
      setup: { rules: endpointing, keyTerms },
      onEvent,
      onListenerFault: this.#options.onListenerFault,
      maxReplayMs: this.#options.maxReplayMs,
      maxWaitMs: this.#times.maxWaitMs,
    });
  }

  /** Ends all workers and fails all streams; resolves when the workers are gone. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#trialTimer);
    this.#streams.failAll(new RecognitionError('worker_lost', 'recognition is closed'));
    await Promise.allSettled(
      this.#places.map(async (place) => {
        clearTimeout(place.timer);
        await place.worker?.close();
      }),
    );
    await Promise.allSettled(this.#starting);
  }

  #noCapacity(): RecognitionError {
    return new RecognitionError('capacity', `no worker of model ${this.modelId} can take another stream`);
  }

  #modelFailing(): RecognitionError {
    return new RecognitionError(
      'model_failing',
      `${this.#breaker.failures} workers of model ${this.modelId} did nothing`,
    );
  }

  /** True when no worker is there and none is coming. */
  get #isGivenUp(): boolean {
    const isEmpty = this.#places.every(({ worker, isStarting }) => worker === undefined && !isStarting);
    return this.#breaker.state === 'open' && isEmpty;
  }

  #leastLoaded(): PoolWorker | undefined {
    let best: PoolWorker | undefined;
    for (const { worker } of this.#places) {
      if (worker?.hasRoom !== true) continue;
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
    place.isStarting = true;
    try {
      await start;
    } finally {
      place.isStarting = false;
      this.#starting.delete(settled);
    }
  }

  async #tryStartIn(place: Place): Promise<void> {
    const { model, startWorker, onWorkerEvent } = this.#options;
    const { modelId } = model;
    const worker: PoolWorker = await startWorker({
      onProven: () => {
        this.#onProven(place);
      },
      onBroken: (reason, lastError) => {
        const type = reason === 'worker_hung' ? 'worker_hung' : 'worker_nonsense';
        onWorkerEvent({ type, modelId, pid: worker.pid, reason: lastError });
      },
    });
    if (this.#isClosed) {
      await worker.close();
      return;
    }
    place.worker = worker;
    onWorkerEvent({ type: 'worker_started', modelId, pid: worker.pid, loadMs: worker.ready.loadMs });
    void worker.exited.then((exit) => {
      this.#onExit(place, worker, exit);
    });
    this.#streams.serveWaiting();
  }

  #onExit(place: Place, worker: PoolWorker, exit: WorkerExit): void {
    place.worker = undefined;
    if (this.#isClosed) return;
    const { pid, streamCount: lostStreams, isProven } = worker;
    this.#options.onWorkerEvent({ type: 'worker_died', modelId: this.modelId, pid, ...exit, lostStreams });
    if (isProven) place.retryMs = this.#times.firstRetryMs;
    else this.#countFailure();
    this.#retry(place);
    worker.loseStreams();
    this.#streams.serveWaiting();
  }

  #onStartFailed(place: Place, error: unknown): void {
    if (this.#isClosed) return;
    const message = error instanceof Error ? error.message : String(error);
    const { retryMs } = place;
    this.#options.onWorkerEvent({ type: 'worker_start_failed', modelId: this.modelId, message, retryMs });
    this.#countFailure();
    this.#retry(place);
    this.#streams.serveWaiting();
  }

  #retry(place: Place): void {
    if (this.#breaker.state !== 'closed') return;
    const { retryMs } = place;
    place.retryMs = Math.min(this.#times.maxRetryMs, retryMs * 2);
    place.timer = setTimeout(() => {
      this.#begin(place);
    }, retryMs);
    place.timer.unref();
  }

  #begin(place: Place): void {
    this.#startIn(place).catch((error: unknown) => {
      this.#onStartFailed(place, error);
    });
  }

  #countFailure(): void {
    if (!this.#breaker.fail()) return;
    for (const { timer } of this.#places) clearTimeout(timer);
    const { giveUpMs: retryMs } = this.#times;
    const { failures } = this.#breaker;
    this.#options.onWorkerEvent({ type: 'model_given_up', modelId: this.modelId, failures, retryMs });
    this.#trialTimer = setTimeout(() => {
      this.#tryAgain();
    }, retryMs);
    this.#trialTimer.unref();
  }

  #tryAgain(): void {
    this.#breaker.try();
    this.#options.onWorkerEvent({ type: 'model_tried_again', modelId: this.modelId });
    const place = this.#places.find(({ worker, isStarting }) => worker === undefined && !isStarting);
    if (place !== undefined) this.#begin(place);
  }

  /** A worker that works is reason enough to start those that are missing. */
  #onProven(place: Place): void {
    place.retryMs = this.#times.firstRetryMs;
    if (!this.#breaker.prove() || this.#isClosed) return;
    clearTimeout(this.#trialTimer);
    for (const other of this.#places) {
      other.retryMs = this.#times.firstRetryMs;
      if (other.worker === undefined && !other.isStarting) this.#begin(other);
    }
  }
}
