/** The parts of a worker, for measurements in one process; a fault in native code ends it. */
export { loadEngine } from '../../engines/load-engine.ts';
export { createSileroVad } from '../../engines/sherpa/silero-vad.ts';
export type { TrackerEvent } from '../../endpointing/tracker-event.ts';
export { UtteranceTracker } from '../../endpointing/utterance-tracker.ts';
