import type { InstalledModel } from '../../contract/model.ts';
import type { ModelUse } from '../../contract/pool-figures.ts';
import type { RecognitionStreamOptions } from '../../contract/recognition-host.ts';
import type { PoolTimes } from './pool-times.ts';
import type { PoolWorker, PoolWorkerListener } from './pool-worker.ts';
import type { WorkerEvent } from './worker-event.ts';

/** What a pool is made of. */
export interface WorkerPoolOptions {
  readonly model: InstalledModel;
  /** Default `streams`. */
  readonly use?: ModelUse;
  /** How many processes; integer, >= 1. */
  readonly size: number;
  /** Starts a worker; rejects with RecognitionError `worker_start_failed`. */
  readonly startWorker: (listener: PoolWorkerListener) => Promise<PoolWorker>;
  /** Called before the model is loaded, which waits for it: a moment to make room. */
  readonly beforeLoad?: () => Promise<void>;
  readonly onWorkerEvent: (event: WorkerEvent) => void;
  /** Told what the callback of a stream throws. */
  readonly onListenerFault: (error: unknown) => void;
  /** Decoded audio of a stream since its newest checkpoint at which the next is asked for, in ms. */
  readonly maxReplayMs: number;
  /** Default {@link usualPoolTimes}. */
  readonly times?: PoolTimes;
  /** A clock that only goes forward, in ms; default the process's. */
  readonly now?: () => number;
}

/** What a stream of a pool is opened with. */
export interface PoolStreamOptions extends Pick<RecognitionStreamOptions, 'endpointing' | 'keyTerms'> {
  /** Key terms that are left out. Default none. */
  readonly unusableKeyTerms?: readonly string[];
}
