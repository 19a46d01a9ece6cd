import { samplesToSeconds } from '@steno/audio';
import type { WireError } from '@steno/protocol';
import { toResult } from '../formats/transcript-format.ts';
import type { RecordState, SessionRecord } from '../store/record-store.ts';
import type { SegmentText } from '../transcript/transcript.ts';

/** The content type of server-sent events. */
export const eventsContentType = 'text/event-stream; charset=utf-8';

/** How a session ended, for whoever watches. */
export interface CaptionsEnd {
  readonly state: Exclude<RecordState, 'live'>;
  /** Audio received, in samples. */
  readonly receivedSamples: number;
}

/**
 * The events of captions as bytes, as the HTML standard has server-sent events. JSON has no line breaks, so that nothing that is
 * said can end an event.
 */
export const captionEvents = {
  /** What is watched. */
  session: ({ sessionId, language, state, startedAtMs }: SessionRecord): Uint8Array =>
    event('session', {
      session_id: sessionId,
      language,
      state,
      started_at: new Date(startedAtMs).toISOString(),
    }),
  /** A final; its segment is the id that a viewer comes back with. */
  final: (text: SegmentText): Uint8Array => event('final', toResult(text), text.segment),
  partial: (text: SegmentText): Uint8Array => event('partial', toResult(text)),
  /** Nothing follows. */
  stopped: ({ state, receivedSamples }: CaptionsEnd): Uint8Array =>
    event('stopped', { state, duration: samplesToSeconds(receivedSamples) }),
  /** Nothing follows, though the session may go on. */
  error: ({ code, message }: WireError): Uint8Array => event('error', { type: 'error', code, message }),
  /** A comment, which shows that the connection lives. */
  heartbeat: Buffer.from(':\n\n') as Uint8Array,
} as const;

function event(name: string, data: unknown, id?: number): Uint8Array {
  return Buffer.from(`${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
}
