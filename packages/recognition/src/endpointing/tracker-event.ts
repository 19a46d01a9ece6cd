import type { Hypothesis } from '../contract/hypothesis.ts';
import type { Checkpoint } from './checkpoint.ts';

/** The answer to a request to finalise. */
export type FinaliseAnswer = { readonly type: 'flushed'; readonly flushId: number } | { readonly type: 'ended' };

/**
 * What an utterance tracker tells. `at` is how much audio it had consumed, in samples: where utterances begin and end
 * and what is decoded is decided by the audio alone, so a tracker that hears the same again tells the same at the same
 * `at`.
 *
 * - `final`: one for each utterance with speech, without words when the engine heard none.
 * - `checkpoint`: all requests answered before it need not be made again.
 */
export type TrackerEvent =
  | { readonly type: 'speech_start'; readonly sample: number; readonly at: number }
  | { readonly type: 'speech_end'; readonly sample: number; readonly at: number }
  | { readonly type: 'partial'; readonly hypothesis: Hypothesis; readonly at: number }
  | { readonly type: 'final'; readonly hypothesis: Hypothesis; readonly goesOn: boolean; readonly at: number }
  | { readonly type: 'checkpoint'; readonly checkpoint: Checkpoint }
  | FinaliseAnswer;
