import type { RecognitionErrorCode } from '../../contract/recognition-host.ts';
import type { WorkerReady } from '../common/worker-setup.ts';
import type { StreamWorker } from './replayed-stream.ts';
import type { WorkerWork } from './worker-link.ts';
import type { WorkerExit } from './worker-process.ts';

/** A worker as its pool sees it. */
export interface PoolWorker extends StreamWorker {
  readonly pid: number;
  readonly ready: WorkerReady;
  /** Streams open now. */
  readonly streamCount: number;
  /** What it has used and done, as of its last heartbeat; undefined before the first. */
  readonly work: WorkerWork | undefined;
  /** True while it could take another one. */
  readonly hasRoom: boolean;
  /** True once its engine has decoded something. */
  readonly isProven: boolean;
  /** Resolves when it has ended, for whatever reason. */
  readonly exited: Promise<WorkerExit>;
  /** Tells its streams that it is lost. */
  loseStreams(): void;
  /** Ends it; resolves when it is gone. Idempotent. */
  close(): Promise<void>;
}

/** What a pool wants to know of a worker while it lives. */
export interface PoolWorkerListener {
  /** Its engine has decoded something; once. */
  readonly onProven: () => void;
  /** It is ended because it did not answer, or told what cannot be. */
  readonly onBroken: (reason: RecognitionErrorCode, lastError: string) => void;
}
