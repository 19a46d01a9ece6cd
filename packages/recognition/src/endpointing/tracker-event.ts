import type { Hypothesis } from '../contract/hypothesis.ts';
import type { Checkpoint } from './checkpoint.ts';

/** The answer to a request to finalise. */
export type FinaliseAnswer = { readonly type: 'flushed'; readonly flushId: number } | { readonly type: 'ended' };

/** Where a segment was ended without being asked to, so that who hears the stream again ends it there, too. */
export interface SegmentEnd {
  /** How much audio had been consumed, in samples. */
  readonly at: number;
  /**
   * Words that begin here or later are in the next segment, in samples; less than `at` when it was cut between words that
   * were spoken before.
   */
  readonly sample: number;
}

/**
 * What an utterance tracker tells. `at` is how much audio it had consumed, in samples. A tracker that hears the same
 * again and is given the segment ends that were told tells the same at the same `at`.
 *
 * - `final`: one for each segment with speech, without words when the engine heard none. `goesOn` when it was cut for
 *   its length. `end` is absent when it was asked for.
 * - `checkpoint`: all requests answered before it need not be made again.
 */
export type TrackerEvent =
  | { readonly type: 'speech_start'; readonly sample: number; readonly at: number }
  | { readonly type: 'speech_end'; readonly sample: number; readonly at: number }
  | { readonly type: 'partial'; readonly hypothesis: Hypothesis; readonly at: number }
  | {
      readonly type: 'final';
      readonly hypothesis: Hypothesis;
      readonly goesOn: boolean;
      readonly at: number;
      readonly end?: SegmentEnd;
    }
  | { readonly type: 'checkpoint'; readonly checkpoint: Checkpoint }
  | FinaliseAnswer;
