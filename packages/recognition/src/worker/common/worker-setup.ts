import type { Writing } from '../../contract/hypothesis.ts';
import type { InstalledModel, PunctuationFiles } from '../../contract/model.ts';
import type { EndpointRules } from '../../contract/endpoint-rules.ts';
import type { Checkpoint } from '../../endpointing/checkpoint.ts';
import type { SegmentEnd } from '../../endpointing/tracker-event.ts';

/** What a worker is told before anything else. */
export interface WorkerSetup {
  readonly model: InstalledModel;
  /** True for a worker whose streams have key terms; it loads the model once for each set of them. */
  readonly takesKeyTerms: boolean;
  /** A model that gives the words casing and marks. Absent: they stay as the engine writes them. */
  readonly punctuation?: PunctuationFiles;
}

/** What a worker is told of a new stream. */
export interface StreamSetup {
  readonly rules: EndpointRules;
  /** Words and phrases to prefer; empty for none. */
  readonly keyTerms: readonly string[];
  /** Where another worker's stream began anew; the audio that follows it comes first. Absent: the stream begins. */
  readonly resumeFrom?: Checkpoint;
  /** The segment ends that were told of the audio that follows, in order; absent when none was. */
  readonly toldEnds?: readonly SegmentEnd[];
}

/** What a worker says once its model is loaded. */
export interface WorkerReady {
  /** How many streams may be open at once; integer, >= 1. */
  readonly maxStreams: number;
  /** How the model writes its words. */
  readonly writing: Writing;
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
