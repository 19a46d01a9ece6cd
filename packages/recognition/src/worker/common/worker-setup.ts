import type { Casing } from '../../contract/engine.ts';
import type { InstalledModel } from '../../contract/model.ts';
import type { EndpointRules } from '../../endpointing/endpoint-rules.ts';

/** What a worker is told before anything else. */
export interface WorkerSetup {
  readonly model: InstalledModel;
  readonly rules: EndpointRules;
}

/** What a worker says once its model is loaded. */
export interface WorkerReady {
  /** How many streams may be open at once; integer, >= 1. */
  readonly maxStreams: number;
  readonly casing: Casing;
  /** How long loading took, in ms. */
  readonly loadMs: number;
}

/** What a worker is told with a request to finalise. */
export interface FlushRequest {
  /** What it answers with; integer, >= 0, counted up in each stream. */
  readonly flushId: number;
  /** True when the stream's state has to begin anew there. */
  readonly mustRenew: boolean;
}
