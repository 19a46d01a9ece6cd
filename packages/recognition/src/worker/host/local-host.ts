import { usualEndpointRules } from '../../contract/endpoint-rules.ts';
import type { InstalledModel } from '../../contract/model.ts';
import type { PoolFigures } from '../../contract/pool-figures.ts';
import {
  RecognitionError,
  type RecognitionEvent,
  type RecognitionHost,
  type RecognitionService,
  type RecognitionStream,
  type RecognitionStreamOptions,
} from '../../contract/recognition-host.ts';
import { KeyTermWriters } from './key-term-writers.ts';
import { ModelChoice } from './model-choice.ts';
import { ModelPools } from './model-pools.ts';
import type { ReplayFigures } from './pool-streams.ts';
import { type PoolTimes, usualPoolTimes } from './pool-times.ts';
import { longestSegmentMs } from './quality/longest-segment.ts';
import { QualityStream, type QualityStreamOptions } from './quality/quality-stream.ts';
import type { WorkerEvent } from './worker-event.ts';
import type { WorkerPool } from './worker-pool.ts';

/** What a local host serves. */
export interface LocalHostOptions {
  /** Installed models, the preferred first; the first one of each language and task serves it. */
  readonly models: readonly InstalledModel[];
  /** Processes per model that hear streams; integer, >= 1. Each uses one core. */
  readonly workersPerModel: number;
  /** Processes per model that hear segments again; integer, >= 1; default 1. */
  readonly secondPassWorkers?: number;
  /**
   * How long a final may wait to be heard again, in ms, beside 100 ms for each second of its
   * segment; default 1500.
   */
  readonly secondPassTimeoutMs?: number;
  /** The language whose models {@link LocalHost.start} loads; default the first one served. */
  readonly preloadLanguage?: string;
  /** How long loading a model may take, in ms; default 60,000. */
  readonly startTimeoutMs?: number;
  /** How long a worker may leave a question unanswered before it is replaced, in ms; default 10,000. */
  readonly workerTimeoutMs?: number;
  /**
   * Decoded audio of one stream that is kept to be heard again, in ms; default 90,000. At this much the open utterance is
   * finalised, so that no more has to be kept.
   */
  readonly maxReplayMs?: number;
  /** How long nobody must have used a model before it is unloaded when memory is short, in ms; default 600,000, 0 for never. */
  readonly modelIdleMs?: number;
  /** Below this much free memory of the machine it is short, in bytes; default 1 GiB. */
  readonly minFreeMemoryBytes?: number;
  readonly onWorkerEvent?: (event: WorkerEvent) => void;
  /** Told what the callback of a stream throws: a fault of whoever opened it, which is closed. Default: nobody is told. */
  readonly onListenerFault?: (error: unknown) => void;
  /** How long workers and streams wait; default {@link usualPoolTimes}. */
  readonly poolTimes?: Partial<PoolTimes>;
  /** Memory that is free now, in bytes; default that of the machine. */
  readonly freeMemoryBytes?: () => number;
  /** The program that serves as a worker; default the worker of this package. */
  readonly workerProgram?: string;
}

const defaults = {
  secondPassWorkers: 1,
  secondPassTimeoutMs: 1500,
  startTimeoutMs: 60_000,
  workerTimeoutMs: 10_000,
  maxReplayMs: 90_000,
  modelIdleMs: 600_000,
  minFreeMemoryBytes: 1024 ** 3,
};

/**
 * Serves recognition from worker processes on this machine. A model is loaded when the first stream asks for it, and
 * unloaded when nobody uses it and memory is short.
 */
export class LocalHost implements RecognitionHost {
  readonly #options: LocalHostOptions;
  readonly #choice: ModelChoice;
  readonly #pools: ModelPools;
  readonly #writers = new KeyTermWriters();

  constructor(options: LocalHostOptions) {
    this.#options = options;
    this.#choice = new ModelChoice(options.models);
    this.#pools = new ModelPools({
      onWorkerEvent: () => undefined,
      onListenerFault: () => undefined,
      ...defaults,
      ...options,
      times: { ...usualPoolTimes, ...options.poolTimes },
    });
  }

  get languages(): readonly string[] {
    return this.#choice.languages;
  }

  get isReady(): boolean {
    return this.languages.some((language) => this.#poolOf(language)?.isReady === true);
  }

  service(language: string): RecognitionService | undefined {
    const model = this.#choice.streamingOf(language);
    if (model === undefined) return undefined;
    const second = this.#secondPoolOf(language);
    return {
      modelId: model.modelId,
      // Not one that was given up: whoever asks for quality has to be told.
      ...(second?.isGivenUp === false ? { secondModelId: second.modelId } : {}),
      takesKeyTerms: this.#writers.of(model) !== undefined,
    };
  }

  /** The models whose streams can be opened. */
  get modelIds(): readonly string[] {
    return this.#choice.streaming.map(({ modelId }) => modelId);
  }

  get pools(): readonly PoolFigures[] {
    return this.#pools.figures;
  }

  /** What lost workers have cost, of all models. */
  get replayFigures(): ReplayFigures {
    return this.#pools.replayFigures;
  }

  /**
   * Loads the models of the preloaded language and waits for the first worker of each. When its streaming model cannot be
   * loaded, others are tried: one that works is enough.
   *
   * @throws rejects with RecognitionError `worker_start_failed` when no streaming model can be loaded; all workers are
   *   ended then. Models that failed are told as worker events.
   */
  async start(): Promise<void> {
    const first = this.#options.preloadLanguage;
    const languages = first === undefined ? this.languages : [first, ...this.languages];
    let failure: Error | undefined;
    for (const language of new Set(languages)) {
      const pool = this.#poolOf(language);
      if (pool === undefined) continue;
      try {
        await pool.load();
        // Finals can do without it, so can the start.
        await this.#secondPoolOf(language)
          ?.load()
          .catch(() => undefined);
        return;
      } catch (error) {
        failure ??= error instanceof Error ? error : new RecognitionError('worker_start_failed', String(error));
      }
    }
    await this.close();
    throw failure ?? new RecognitionError('worker_start_failed', 'there is no streaming model');
  }

  open(options: RecognitionStreamOptions, onEvent: (event: RecognitionEvent) => void): RecognitionStream {
    const { language, keyTerms = [], type = 'fast' } = options;
    const model = this.#choice.streamingOf(language);
    if (model === undefined) throw new RecognitionError('language_not_served', `no model for ${language}`);
    const { written, unusable } = this.#writers.of(model)?.write(keyTerms) ?? { written: [], unusable: keyTerms };
    const punctuation = this.#choice.punctuationOf(language);
    const pool = this.#pools.get({ model, use: written.length > 0 ? 'key_terms' : 'streams', punctuation });
    const heard = { ...options, keyTerms: written, unusableKeyTerms: unusable };
    const second = type === 'quality' ? this.#choice.secondOf(language) : undefined;
    if (second === undefined) return pool.open(heard, onEvent);
    return this.#openQuality(second, {
      open: (listener) => pool.open(heard, listener),
      rules: options.endpointing ?? usualEndpointRules,
      keyTerms: written.length > 0 ? keyTerms : [],
      onEvent,
    });
  }

  async close(): Promise<void> {
    await this.#pools.close();
  }

  #openQuality(
    second: InstalledModel,
    session: Pick<QualityStreamOptions, 'open' | 'rules' | 'keyTerms' | 'onEvent'>,
  ): RecognitionStream {
    const { secondPassTimeoutMs, onListenerFault } = {
      onListenerFault: () => undefined,
      ...defaults,
      ...this.#options,
    };
    const pool = this.#pools.get({ model: second, use: 'second_pass' });
    const onOver = pool.hold();
    try {
      const stream = new QualityStream({
        ...session,
        hearAgain: (listener) => pool.open({}, listener),
        timeoutMs: secondPassTimeoutMs,
        longestMs: longestSegmentMs(second.files),
        onListenerFault,
        onOver,
      });
      // Now, so that it is there at the first final; what goes wrong costs the second text only.
      pool.load().catch(() => undefined);
      return stream;
    } catch (error) {
      onOver();
      throw error;
    }
  }

  #poolOf(language: string): WorkerPool | undefined {
    const model = this.#choice.streamingOf(language);
    if (model === undefined) return undefined;
    return this.#pools.get({ model, use: 'streams', punctuation: this.#choice.punctuationOf(language) });
  }

  #secondPoolOf(language: string): WorkerPool | undefined {
    const model = this.#choice.secondOf(language);
    return model === undefined ? undefined : this.#pools.get({ model, use: 'second_pass' });
  }
}
