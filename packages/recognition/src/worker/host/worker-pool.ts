import { usualEndpointRules } from '../../contract/endpoint-rules.ts';
import { RecognitionError, type RecognitionEvent, type RecognitionStream } from '../../contract/recognition-host.ts';
import type { PoolFigures } from '../../contract/pool-figures.ts';
import { EventCounts } from './event-counts.ts';
import { PoolStreams, type ReplayFigures } from './pool-streams.ts';
import { type PoolTimes, usualPoolTimes } from './pool-times.ts';
import { PoolWork } from './pool-work.ts';
import type { PoolWorker } from './pool-worker.ts';
import { StartBreaker } from './start-breaker.ts';
import type { WorkerEvent } from './worker-event.ts';
import type { PoolStreamOptions, WorkerPoolOptions } from './worker-pool-options.ts';
import type { WorkerExit } from './worker-process.ts';

/**
 * - `unloaded`: there are no workers; the next stream has the model loaded.
 * - `loading`: the first worker is on its way; streams wait.
 * - `loaded`: there are workers, or others are on their way instead of those that ended.
 */
type PoolState = 'unloaded' | 'loading' | 'loaded' | 'closed';

/** One place in the pool: a worker, or the wait for the next one. */
interface Place {
  worker: PoolWorker | undefined;
  isStarting: boolean;
  retryMs: number;
  timer: NodeJS.Timeout | undefined;
}

/**
 * The workers of one model and the choice among them. They are started when the first stream asks for one. A worker that
 * ends is replaced, and its streams go on in another one. When workers keep ending before they decode anything, none is
 * started for a while.
 */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #times: PoolTimes;
  readonly #now: () => number;
  /** Those of the present load: whatever belongs to another place is over. */
  #places: readonly Place[] = [];
  readonly #streams: PoolStreams;
  readonly #breaker = new StartBreaker();
  readonly #work = new PoolWork();
  readonly #events = new EventCounts();
  #state: PoolState = 'unloaded';
  #loading: Promise<void> | undefined;
  #trialTimer: NodeJS.Timeout | undefined;
  /** Starts under way; their processes are ended by `close`, too. */
  readonly #starting = new Set<Promise<void>>();
  #holds = 0;
  #usedAt: number;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#times = options.times ?? usualPoolTimes;
    this.#now = options.now ?? (() => performance.now());
    this.#usedAt = this.#now();
    this.#streams = new PoolStreams({
      findWorker: () => this.#leastLoaded(),
      refusal: () => (this.isGivenUp ? this.#modelFailing() : undefined),
      onOver: () => {
        this.#usedAt = this.#now();
      },
    });
  }

  /** The model its workers have loaded. */
  get modelId(): string {
    return this.#options.model.modelId;
  }

  /** True while a worker could take a stream, or could be started for one. */
  get isReady(): boolean {
    if (this.#state === 'unloaded' || this.#state === 'loading') return !this.isGivenUp;
    return this.#leastLoaded() !== undefined;
  }

  /** True when no worker is there and none is coming, because they kept ending or could not be started. */
  get isGivenUp(): boolean {
    const isEmpty = this.#places.every(({ worker, isStarting }) => worker === undefined && !isStarting);
    return this.#breaker.state === 'open' && isEmpty;
  }

  /** How long nobody has used the loaded model, in ms; undefined while it is in use or not loaded. */
  get idleMs(): number | undefined {
    const isIdle = this.#state === 'loaded' && this.#streams.count === 0 && this.#holds === 0;
    return isIdle ? this.#now() - this.#usedAt : undefined;
  }

  /** What its workers do. */
  get figures(): PoolFigures {
    const { model, use = 'streams', size: places } = this.#options;
    return {
      modelId: model.modelId,
      engine: model.engine,
      use,
      state: this.#state === 'closed' ? 'unloaded' : this.#state,
      places,
      workers: this.#places.filter(({ worker }) => worker !== undefined).length,
      streams: this.#streams.count,
      ...this.#streams.figures,
      ...this.#work.total,
      events: this.#events.counts,
    };
  }

  /** What lost workers have cost. */
  get replayFigures(): ReplayFigures {
    return this.#streams.figures;
  }

  /**
   * Starts the workers, unless they are, and waits for the first.
   *
   * @throws rejects with RecognitionError `worker_start_failed` when none of them loads the model; streams that wait for
   *   it fail with the same. The next stream has it tried again. `model_failing` when it has failed too often.
   */
  async load(): Promise<void> {
    if (this.#state === 'loaded' || this.#state === 'closed') return;
    if (this.isGivenUp) throw this.#modelFailing();
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
    });
    await this.#loading;
  }

  /**
   * Ends the workers, unless a stream is open or somebody holds the model; the next stream has it loaded again.
   *
   * @returns false when it was not loaded or is in use.
   */
  async unload(): Promise<boolean> {
    if (this.idleMs === undefined) return false;
    this.#state = 'unloaded';
    const places = this.#places;
    this.#places = [];
    await endWorkers(places);
    this.#tell({ type: 'model_unloaded', modelId: this.modelId });
    return true;
  }

  /**
   * Keeps the model from being unloaded while no stream is open.
   *
   * @returns lets go of it; to be called once.
   */
  hold(): () => void {
    this.#holds += 1;
    return () => {
      this.#holds -= 1;
      this.#usedAt = this.#now();
    };
  }

  /**
   * Opens a stream in the worker that has the fewest; it waits while the model is being loaded.
   *
   * @throws RecognitionError `capacity` when no worker can take it, `model_failing` when none is started because they
   *   keep ending.
   */
  open(
    { endpointing = usualEndpointRules, keyTerms = [], unusableKeyTerms = [] }: PoolStreamOptions,
    onEvent: (event: RecognitionEvent) => void,
  ): RecognitionStream {
    if (this.isGivenUp) throw this.#modelFailing();
    const worker = this.#leastLoaded();
    const canWait = this.#state === 'unloaded' || this.#state === 'loading';
    if (worker === undefined && !canWait) throw this.#noCapacity();
    this.#usedAt = this.#now();
    const stream = this.#streams.open(worker, {
      modelId: this.modelId,
      setup: { rules: endpointing, keyTerms },
      unusableKeyTerms,
      onEvent,
      onListenerFault: this.#options.onListenerFault,
      maxReplayMs: this.#options.maxReplayMs,
      maxWaitMs: this.#times.maxWaitMs,
    });
    // A failed load is told to the streams that wait for it.
    if (canWait) this.load().catch(() => undefined);
    return stream;
  }

  /** Ends all workers and fails all streams; resolves when the workers are gone. Idempotent. */
  async close(): Promise<void> {
    this.#state = 'closed';
    clearTimeout(this.#trialTimer);
    this.#streams.failAll(new RecognitionError('worker_lost', 'recognition is closed'));
    await endWorkers(this.#places);
    await Promise.allSettled(this.#starting);
  }

  async #load(): Promise<void> {
    this.#state = 'loading';
    const { use = 'streams' } = this.#options;
    this.#tell({ type: 'model_loading', modelId: this.modelId, use });
    await this.#options.beforeLoad?.();
    if (this.#isClosed) throw new RecognitionError('worker_lost', 'recognition is closed');
    const { firstRetryMs } = this.#times;
    const places = Array.from({ length: this.#options.size }, () => {
      const place: Place = { worker: undefined, isStarting: false, retryMs: firstRetryMs, timer: undefined };
      return place;
    });
    this.#places = places;
    const starts = places.map((place) => this.#startIn(place));
    try {
      await Promise.any(starts);
    } catch (failure) {
      throw this.#onLoadFailed(failure instanceof AggregateError ? failure.errors[0] : failure);
    }
    places.forEach((place, index) => {
      starts[index]?.catch((error: unknown) => {
        this.#onStartFailed(place, error);
      });
    });
  }

  #tell(event: WorkerEvent): void {
    this.#events.note(event);
    this.#options.onWorkerEvent(event);
  }

  #onLoadFailed(cause: unknown): RecognitionError {
    const error =
      cause instanceof RecognitionError
        ? cause
        : new RecognitionError('worker_start_failed', `model ${this.modelId} could not be loaded`, { cause });
    if (this.#isClosed) return error;
    this.#state = 'unloaded';
    this.#places = [];
    this.#tell({ type: 'model_load_failed', modelId: this.modelId, message: error.message });
    this.#countFailure();
    this.#streams.failAll(error);
    return error;
  }

  get #isClosed(): boolean {
    return this.#state === 'closed';
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
    const { model, startWorker } = this.#options;
    const { modelId } = model;
    const worker: PoolWorker = await startWorker({
      onProven: () => {
        this.#onProven(place);
      },
      onBroken: (reason, lastError) => {
        const type = reason === 'worker_hung' ? 'worker_hung' : 'worker_nonsense';
        this.#tell({ type, modelId, pid: worker.pid, reason: lastError });
      },
    });
    if (this.#isClosed || !this.#places.includes(place)) {
      await worker.close();
      return;
    }
    place.worker = worker;
    this.#work.begin(worker);
    this.#state = 'loaded';
    this.#usedAt = this.#now();
    this.#tell({ type: 'worker_started', modelId, pid: worker.pid, loadMs: worker.ready.loadMs });
    void worker.exited.then((exit) => {
      this.#onExit(place, worker, exit);
    });
    this.#streams.serveWaiting();
  }

  #onExit(place: Place, worker: PoolWorker, exit: WorkerExit): void {
    place.worker = undefined;
    this.#work.end(worker);
    if (this.#isClosed || !this.#places.includes(place)) return;
    const { pid, streamCount: lostStreams, isProven } = worker;
    this.#tell({ type: 'worker_died', modelId: this.modelId, pid, ...exit, lostStreams });
    if (isProven) place.retryMs = this.#times.firstRetryMs;
    else this.#countFailure();
    this.#retry(place);
    worker.loseStreams();
    this.#streams.serveWaiting();
  }

  #onStartFailed(place: Place, error: unknown): void {
    if (this.#isClosed || !this.#places.includes(place)) return;
    const message = error instanceof Error ? error.message : String(error);
    const { retryMs } = place;
    this.#tell({ type: 'worker_start_failed', modelId: this.modelId, message, retryMs });
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
    this.#tell({ type: 'model_given_up', modelId: this.modelId, failures, retryMs });
    this.#trialTimer = setTimeout(() => {
      this.#tryAgain();
    }, retryMs);
    this.#trialTimer.unref();
  }

  #tryAgain(): void {
    this.#breaker.try();
    // A model that is not loaded is tried by the next stream.
    if (this.#places.length === 0) return;
    this.#tell({ type: 'model_tried_again', modelId: this.modelId });
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

async function endWorkers(places: readonly Place[]): Promise<void> {
  await Promise.allSettled(
    places.map(async (place) => {
      clearTimeout(place.timer);
      await place.worker?.close();
    }),
  );
}
