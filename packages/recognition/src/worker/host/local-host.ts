import type { InstalledModel } from '../../contract/model.ts';
import {
  RecognitionError,
  type RecognitionEvent,
  type RecognitionHost,
  type RecognitionService,
  type RecognitionStream,
  type RecognitionStreamOptions,
} from '../../contract/recognition-host.ts';
import type { WorkerEvent } from './worker-event.ts';
import type { ReplayFigures } from './pool-streams.ts';
import { type PoolTimes, usualPoolTimes, WorkerPool } from './worker-pool.ts';
import { startWorker } from './worker-process.ts';

/** What a local host serves. */
export interface LocalHostOptions {
  /** Installed models, the preferred first; the first one of each language serves it. */
  readonly models: readonly InstalledModel[];
  /** Processes per model; integer, >= 1. Each uses one core. */
  readonly workersPerModel: number;
  /** How long loading a model may take, in ms; default 60,000. */
  readonly startTimeoutMs?: number;
  /** How long a worker may leave a question unanswered before it is replaced, in ms; default 10,000. */
  readonly workerTimeoutMs?: number;
  /**
   * Decoded audio of one stream that is kept to be heard again, in ms; default 90,000. At this much the open utterance is
   * finalised, so that no more has to be kept.
   */
  readonly maxReplayMs?: number;
  readonly onWorkerEvent?: (event: WorkerEvent) => void;
  /** Told what the callback of a stream throws: a fault of whoever opened it, which is closed. Default: nobody is told. */
  readonly onListenerFault?: (error: unknown) => void;
  /** How long workers and streams wait; default {@link usualPoolTimes}. */
  readonly poolTimes?: Partial<PoolTimes>;
  /** The program that serves as a worker; default the worker of this package. */
  readonly workerProgram?: string;
}

const defaults = { startTimeoutMs: 60_000, workerTimeoutMs: 10_000, maxReplayMs: 90_000 };

/** Serves recognition from worker processes on this machine. */
export class LocalHost implements RecognitionHost {
  readonly languages: readonly string[];
  readonly #poolOfLanguage: ReadonlyMap<string, WorkerPool>;
  readonly #pools: readonly WorkerPool[];

  constructor(options: LocalHostOptions) {
    const poolOfLanguage = new Map<string, WorkerPool>();
    for (const model of options.models) {
      const languages = model.languages.filter((language) => !poolOfLanguage.has(language));
      if (languages.length === 0) continue;
      const pool = poolOf(model, options);
      for (const language of languages) poolOfLanguage.set(language, pool);
    }
    this.#poolOfLanguage = poolOfLanguage;
    this.#pools = [...new Set(poolOfLanguage.values())];
    this.languages = [...poolOfLanguage.keys()];
  }

  get isReady(): boolean {
    return this.#pools.some((pool) => pool.isReady);
  }

  service(language: string): RecognitionService | undefined {
    const pool = this.#poolOfLanguage.get(language);
    return pool === undefined ? undefined : { modelId: pool.modelId, takesKeyTerms: false };
  }

  /** The models in use. */
  get modelIds(): readonly string[] {
    return this.#pools.map((pool) => pool.modelId);
  }

  /** What lost workers have cost, of all models. */
  get replayFigures(): ReplayFigures {
    const sum = { replayedStreams: 0, replayedSamples: 0, keptSamples: 0, waitingStreams: 0 };
    for (const { replayFigures } of this.#pools) {
      sum.replayedStreams += replayFigures.replayedStreams;
      sum.replayedSamples += replayFigures.replayedSamples;
      sum.keptSamples += replayFigures.keptSamples;
      sum.waitingStreams += replayFigures.waitingStreams;
    }
    return sum;
  }

  /**
   * Starts the workers of all models and waits for the first of each.
   *
   * @throws rejects with RecognitionError `worker_start_failed` when a model cannot be loaded; all
   *   workers are ended then.
   */
  async start(): Promise<void> {
    try {
      await Promise.all(this.#pools.map((pool) => pool.start()));
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  open(options: RecognitionStreamOptions, onEvent: (event: RecognitionEvent) => void): RecognitionStream {
    const pool = this.#poolOfLanguage.get(options.language);
    if (pool === undefined) throw new RecognitionError('language_not_served', `no model for ${options.language}`);
    return pool.open(options, onEvent);
  }

  async close(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.close()));
  }
}

function poolOf(model: InstalledModel, options: LocalHostOptions): WorkerPool {
  const { workersPerModel, workerProgram, poolTimes } = options;
  const { startTimeoutMs, workerTimeoutMs, maxReplayMs } = { ...defaults, ...options };
  return new WorkerPool({
    model,
    size: workersPerModel,
    startWorker: (listener) =>
      startWorker({
        model,
        startTimeoutMs,
        workerTimeoutMs,
        ...listener,
        ...(workerProgram === undefined ? {} : { program: workerProgram }),
      }),
    onWorkerEvent: options.onWorkerEvent ?? (() => undefined),
    onListenerFault: options.onListenerFault ?? (() => undefined),
    maxReplayMs,
    times: { ...usualPoolTimes, ...poolTimes },
  });
}
