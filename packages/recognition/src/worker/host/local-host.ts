import type { InstalledModel } from '../../contract/model.ts';
import {
  RecognitionError,
  type RecognitionEvent,
  type RecognitionHost,
  type RecognitionStream,
  type RecognitionStreamOptions,
} from '../../contract/recognition-host.ts';
import type { EndpointRules } from '../../endpointing/endpoint-rules.ts';
import { type WorkerEvent, WorkerPool } from './worker-pool.ts';

/** What a local host serves. */
export interface LocalHostOptions {
  /** Installed models, the preferred first; the first one of each language serves it. */
  readonly models: readonly InstalledModel[];
  /** Processes per model; integer, >= 1. Each uses one core. */
  readonly workersPerModel: number;
  readonly rules: EndpointRules;
  /** How long loading a model may take, in ms; default 60,000. */
  readonly startTimeoutMs?: number;
  readonly onWorkerEvent?: (event: WorkerEvent) => void;
}

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
      const pool = new WorkerPool({
        model,
        size: options.workersPerModel,
        rules: options.rules,
        startTimeoutMs: options.startTimeoutMs ?? 60_000,
        onWorkerEvent: options.onWorkerEvent ?? (() => undefined),
      });
      for (const language of languages) poolOfLanguage.set(language, pool);
    }
    this.#poolOfLanguage = poolOfLanguage;
    this.#pools = [...new Set(poolOfLanguage.values())];
    this.languages = [...poolOfLanguage.keys()];
  }

  get isReady(): boolean {
    return this.#pools.some((pool) => pool.isReady);
  }

  /** The models in use. */
  get modelIds(): readonly string[] {
    return this.#pools.map((pool) => pool.modelId);
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

  open({ language }: RecognitionStreamOptions, onEvent: (event: RecognitionEvent) => void): RecognitionStream {
    const pool = this.#poolOfLanguage.get(language);
    if (pool === undefined) throw new RecognitionError('language_not_served', `no model for ${language}`);
    return pool.open(onEvent);
  }

  async close(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.close()));
  }
}
