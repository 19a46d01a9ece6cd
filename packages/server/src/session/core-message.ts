import type { WarningCode, WireErrorCode, WireErrorDetails } from '@steno/protocol';
import type { SegmentText } from '../transcript/transcript.ts';

/** What a session tells its client, before a format puts it into the words of a wire dialect. */
export type CoreMessage =
  | {
      readonly type: 'listening';
      readonly sessionId: string;
      readonly language: string;
      readonly modelId: string;
    }
  | { readonly type: 'stopped'; readonly sessionId: string; readonly receivedSamples: number }
  | { readonly type: 'shutting_down'; readonly atUnixSeconds: number }
  | { readonly type: 'segment'; readonly text: SegmentText }
  | { readonly type: 'flushed'; readonly id: unknown }
  | { readonly type: 'speech_start'; readonly sample: number }
  | { readonly type: 'speech_end'; readonly sample: number }
  | { readonly type: 'ack'; readonly receivedSamples: number }
  | { readonly type: 'warning'; readonly code: WarningCode; readonly message: string }
  | {
      readonly type: 'error';
      readonly code: WireErrorCode;
      readonly message: string;
      readonly details: WireErrorDetails | undefined;
    };

/** Puts core messages into the words of one wire dialect. Pure: it holds no session logic. */
export interface Format {
  /**
   * @param message - what to say.
   * @param seq - the number of the message in its session, from 0.
   * @returns the text of one WebSocket message.
   */
  readonly write: (message: CoreMessage, seq: number) => string;
}
