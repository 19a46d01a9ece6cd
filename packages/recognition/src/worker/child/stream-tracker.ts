import type { UtteranceTracker } from '../../endpointing/utterance-tracker.ts';

/** What a scheduler needs of whatever leads a stream's audio through the engine. */
export type StreamTracker = Pick<
  UtteranceTracker,
  | 'queuedSamples'
  | 'queuedMarks'
  | 'decodedSamples'
  | 'canAdvance'
  | 'canDecode'
  | 'canFinish'
  | 'push'
  | 'finalise'
  | 'advance'
  | 'report'
>;
