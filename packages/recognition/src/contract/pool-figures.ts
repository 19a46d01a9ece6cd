import type { EngineName } from './model.ts';

/** What the workers of a pool are for: streams, streams with key terms, or segments heard again. */
export type ModelUse = 'streams' | 'key_terms' | 'second_pass';

/** What can happen to the workers of a pool and is counted. */
export const countedWorkerEvents = [
  'worker_started',
  'worker_died',
  'worker_hung',
  'worker_nonsense',
  'worker_start_failed',
  'model_given_up',
  'model_load_failed',
  'model_unloaded',
] as const;

/** One of {@link countedWorkerEvents}. */
export type CountedWorkerEvent = (typeof countedWorkerEvents)[number];

/** What the workers of one model and use do, at one moment. Totals count from when the host was made. */
export interface PoolFigures {
  readonly modelId: string;
  readonly engine: EngineName;
  readonly use: ModelUse;
  /** `unloaded`: the next stream has the model loaded. */
  readonly state: 'unloaded' | 'loading' | 'loaded';
  /** Workers there are when all live. */
  readonly places: number;
  /** Workers that live. */
  readonly workers: number;
  /** Streams open now; of `second_pass`, segments that are heard again. */
  readonly streams: number;
  /** Those of them that wait for a worker. */
  readonly waitingStreams: number;
  /** Total time in which workers were not waiting for something to do, in ms, as of their last heartbeats. */
  readonly busyMs: number;
  /** Total processor time of workers, in ms, as of the same moments. */
  readonly cpuMs: number;
  /** Total audio decoded, with what was heard again, in samples, as of the same moments. */
  readonly decodedSamples: number;
  /** Memory the workers occupy, in bytes. */
  readonly rssBytes: number;
  /** Samples kept to be heard again. */
  readonly keptSamples: number;
  /** Total streams given to another worker. */
  readonly replayedStreams: number;
  /** Total samples heard again. */
  readonly replayedSamples: number;
  /** Total of each event. */
  readonly events: Readonly<Record<CountedWorkerEvent, number>>;
}
