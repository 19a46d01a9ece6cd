import { freemem } from 'node:os';
import type { InstalledModel } from '../../contract/model.ts';
import type { ModelUse, PoolFigures } from '../../contract/pool-figures.ts';
import { MemoryKeeper } from './memory-keeper.ts';
import type { PunctuationModel } from './model-choice.ts';
import type { ReplayFigures } from './pool-streams.ts';
import type { PoolTimes } from './pool-times.ts';
import type { PoolWorker, PoolWorkerListener } from './pool-worker.ts';
import type { WorkerEvent } from './worker-event.ts';
import { WorkerPool } from './worker-pool.ts';
import { startWorker } from './worker-process.ts';

/** A worker that decodes a whole segment in one step may take longer to answer than one that decodes a chunk, in ms. Chosen. */
const secondPassAnswerMs = 60_000;

/** What model pools work with. */
export interface ModelPoolsOptions {
  /** Processes of each pool for streams; integer, >= 1. */
  readonly workersPerModel: number;
  /** Processes of each pool for segments heard again; integer, >= 1. */
  readonly secondPassWorkers: number;
  readonly startTimeoutMs: number;
  readonly workerTimeoutMs: number;
  readonly maxReplayMs: number;
  readonly modelIdleMs: number;
  readonly minFreeMemoryBytes: number;
  readonly onWorkerEvent: (event: WorkerEvent) => void;
  readonly onListenerFault: (error: unknown) => void;
  readonly times: PoolTimes;
  /** Memory that is free now, in bytes; default that of the machine. */
  readonly freeMemoryBytes?: () => number;
  /** The program that serves as a worker; default the worker of this package. */
  readonly workerProgram?: string;
}

/** Which pool is wanted. */
export interface PoolRequest {
  readonly model: InstalledModel;
  readonly use: ModelUse;
  /** Punctuates what the model writes, should it write no marks. */
  readonly punctuation?: PunctuationModel | undefined;
}

/**
 * The pools of all models: one for each model and use. A pool costs nothing until a stream is opened in it; those that
 * nobody uses are unloaded when memory is short.
 */
export class ModelPools {
  readonly #options: ModelPoolsOptions;
  readonly #pools = new Map<string, WorkerPool>();
  readonly #keeper: MemoryKeeper;
  /** Punctuation models that do not load. */
  readonly #failedPunctuation = new Set<string>();

  constructor(options: ModelPoolsOptions) {
    this.#options = options;
    this.#keeper = new MemoryKeeper({
      all: () => [...this.#pools.values()],
      freeBytes: options.freeMemoryBytes ?? freemem,
      minFreeBytes: options.minFreeMemoryBytes,
      idleMs: options.modelIdleMs,
    });
  }

  /** What lost workers have cost, of all pools. */
  get replayFigures(): ReplayFigures {
    const sum = { replayedStreams: 0, replayedSamples: 0, keptSamples: 0, waitingStreams: 0 };
    for (const { replayFigures } of this.#pools.values()) {
      sum.replayedStreams += replayFigures.replayedStreams;
      sum.replayedSamples += replayFigures.replayedSamples;
      sum.keptSamples += replayFigures.keptSamples;
      sum.waitingStreams += replayFigures.waitingStreams;
    }
    return sum;
  }

  /** What the workers of each pool do. */
  get figures(): readonly PoolFigures[] {
    return [...this.#pools.values()].map(({ figures }) => figures);
  }

  /** The pool of a model, loaded or not. */
  get(request: PoolRequest): WorkerPool {
    const { model, use, punctuation } = request;
    const key = [model.modelId, use, punctuation?.modelId ?? ''].join('\n');
    const known = this.#pools.get(key);
    if (known !== undefined) return known;
    const pool = this.#make(request);
    this.#pools.set(key, pool);
    return pool;
  }

  /** Ends all workers and fails all streams. Idempotent. */
  async close(): Promise<void> {
    this.#keeper.close();
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
  }

  #make(request: PoolRequest): WorkerPool {
    const { workersPerModel, secondPassWorkers, onWorkerEvent, onListenerFault, maxReplayMs, times } = this.#options;
    const { model, use } = request;
    return new WorkerPool({
      model,
      use,
      size: use === 'second_pass' ? secondPassWorkers : workersPerModel,
      startWorker: (listener) => this.#start(request, listener),
      beforeLoad: () => this.#keeper.makeRoom(),
      onWorkerEvent,
      onListenerFault,
      maxReplayMs,
      times,
    });
  }

  /** A punctuation model that does not load costs the marks, not the words. */
  async #start(request: PoolRequest, listener: PoolWorkerListener): Promise<PoolWorker> {
    const { punctuation } = request;
    if (punctuation === undefined || this.#failedPunctuation.has(punctuation.modelId)) {
      return await this.#startWith(request, undefined, listener);
    }
    try {
      return await this.#startWith(request, punctuation, listener);
    } catch (error) {
      const worker = await this.#startWith(request, undefined, listener);
      if (!this.#failedPunctuation.has(punctuation.modelId)) {
        this.#failedPunctuation.add(punctuation.modelId);
        const { modelId } = punctuation;
        const why = error instanceof Error ? error.message : String(error);
        this.#options.onWorkerEvent({ type: 'punctuation_failed', modelId, message: `beside it: ${why}` });
      }
      return worker;
    }
  }

  #startWith(
    { model, use }: PoolRequest,
    punctuation: PunctuationModel | undefined,
    listener: PoolWorkerListener,
  ): Promise<PoolWorker> {
    const { startTimeoutMs, workerTimeoutMs, workerProgram } = this.#options;
    return startWorker({
      setup: {
        model,
        takesKeyTerms: use === 'key_terms',
        ...(punctuation === undefined ? {} : { punctuation: punctuation.files }),
      },
      startTimeoutMs,
      workerTimeoutMs: use === 'second_pass' ? Math.max(workerTimeoutMs, secondPassAnswerMs) : workerTimeoutMs,
      ...listener,
      ...(workerProgram === undefined ? {} : { program: workerProgram }),
    });
  }
}
