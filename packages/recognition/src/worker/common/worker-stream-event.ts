import type { RecognitionError } from '../../contract/recognition-host.ts';
import type { TrackerEvent } from '../../endpointing/tracker-event.ts';

/** What a worker tells of one stream: what its tracker tells, how far it is, and that it cannot be served. */
export type WorkerStreamEvent =
  | TrackerEvent
  | { readonly type: 'decoded'; readonly samples: number }
  | { readonly type: 'failed'; readonly error: RecognitionError };
