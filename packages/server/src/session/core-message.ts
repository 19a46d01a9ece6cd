import type { WarningCode, WireErrorCode, WireErrorDetails } from '@steno/protocol';
import type { SegmentText } from '../transcript/transcript.ts';
import type { Agreement } from './agreement.ts';

/** What a session tells its client, before a format puts it into the words of a wire dialect. */
export type CoreMessage =
  | {
      readonly type: 'listening';
      readonly sessionId: string;
      readonly language: string;
      readonly modelId: string;
      readonly agreement: Pick<Agreement, 'type' | 'secondModelId' | 'endpointing' | 'keyTerms'>;
      /** What a new connection needs to resume the session. */
      readonly resumeToken: string;
    }
  | {
      readonly type: 'stopped';
      readonly sessionId: string;
      readonly receivedSamples: number;
      /** True when all of the session can be read from its record. */
      readonly isRecorded: boolean;
    }
  | { readonly type: 'shutting_down'; readonly atUnixSeconds: number }
  | { readonly type: 'segment'; readonly text: SegmentText }
  | { readonly type: 'flushed'; readonly id: unknown }
  | { readonly type: 'speech_start'; readonly sample: number }
  | { readonly type: 'speech_end'; readonly sample: number }
  | { readonly type: 'ack'; readonly receivedSamples: number }
  | {
      readonly type: 'warning';
      readonly code: WarningCode;
      readonly message: string;
      /** With `lag`: ms of audio received and not decoded. */
      readonly lagMs?: number;
    }
  | {
      readonly type: 'error';
      readonly code: WireErrorCode;
      readonly message: string;
      readonly details: WireErrorDetails | undefined;
    };

/** What a session answers to a connection that resumes it; no message of the session's own. */
export interface ResumedAnswer {
  readonly type: 'resumed';
  readonly sessionId: string;
  /** For the next resume. */
  readonly resumeToken: string;
  /** Audio received, in samples. */
  readonly receivedSamples: number;
  /** Bytes of binary messages received; the client's audio goes on from there. */
  readonly receivedBytes: number;
}

/** Puts core messages into the words of one wire dialect. Pure: it holds no session logic. */
export interface Format {
  /**
   * @param message - what to say.
   * @param seq - the number of the message in its session, from 0.
   * @returns the text of one WebSocket message.
   */
  readonly write: (message: CoreMessage, seq: number) => string;
  /**
   * @param answer - what to say first on the new connection.
   * @param lastSeq - the number the client gave; it is said again, so that the next message has the next one.
   * @returns the text of one WebSocket message.
   */
  readonly writeResumed: (answer: ResumedAnswer, lastSeq: number) => string;
}
