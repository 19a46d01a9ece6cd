import { samplesToMs, samplesToSeconds } from '@steno/audio';
import type { ServerMessage, StateMessage, TranscriptResult } from '@steno/protocol';
import type { CoreMessage, Format, ResumedAnswer } from '../session/core-message.ts';
import type { SegmentText } from '../transcript/transcript.ts';

type Listening = Extract<CoreMessage, { type: 'listening' }>;

/** The wire dialect `transcript`: the messages of PROTOCOL.md. */
export const transcriptFormat: Format = {
  write: (message, seq) => JSON.stringify(toWire(message, seq)),
  writeResumed: (answer, lastSeq) => JSON.stringify(toResumed(answer, lastSeq)),
};

function toResumed(answer: ResumedAnswer, lastSeq: number): ServerMessage {
  return {
    type: 'state',
    seq: lastSeq,
    state: 'resumed',
    session_id: answer.sessionId,
    resume_token: answer.resumeToken,
    received_ms: samplesToMs(answer.receivedSamples),
    received_bytes: answer.receivedBytes,
  };
}

function toWire(message: CoreMessage, seq: number): ServerMessage {
  switch (message.type) {
    case 'listening':
      return {
        type: 'state',
        seq,
        state: 'listening',
        session_id: message.sessionId,
        language: message.language,
        model: message.modelId,
        resume_token: message.resumeToken,
        ...toService(message.agreement),
      };
    case 'stopped':
      return {
        type: 'state',
        seq,
        state: 'stopped',
        session_id: message.sessionId,
        duration: samplesToSeconds(message.receivedSamples),
        recorded: message.isRecorded,
      };
    case 'shutting_down':
      return { type: 'state', seq, state: 'shutting_down', at: message.atUnixSeconds };
    case 'segment':
      return { type: 'transcript', seq, result: toResult(message.text) };
    case 'flushed':
      return { type: 'flushed', seq, ...(message.id === undefined ? {} : { id: message.id }) };
    case 'speech_start':
    case 'speech_end':
      return { type: message.type, seq, timestamp: samplesToSeconds(message.sample) };
    case 'ack':
      return { type: 'ack', seq, received_ms: samplesToMs(message.receivedSamples) };
    case 'warning':
      return {
        type: 'warning',
        seq,
        code: message.code,
        message: message.message,
        ...(message.lagMs === undefined ? {} : { lag_ms: message.lagMs }),
      };
    case 'error': {
      const { code, details } = message;
      return { type: 'error', seq, code, message: message.message, ...(details === undefined ? {} : { details }) };
    }
  }
}

function toService({ type, secondModelId, endpointing, keyTerms }: Listening['agreement']): Partial<StateMessage> {
  return {
    served_type: type,
    ...(secondModelId === undefined ? {} : { second_model: secondModelId }),
    endpointing_ms: endpointing.endpointingMs,
    max_segment_ms: endpointing.maxSegmentMs,
    ...(keyTerms === undefined ? {} : { key_terms: keyTerms.length }),
  };
}

/** A segment as the `result` of a `transcript` message. */
export function toResult(segment: SegmentText): TranscriptResult {
  const common = {
    text: segment.text,
    is_final: segment.isFinal,
    timestamp: samplesToSeconds(segment.endSample),
    segment: segment.segment,
    start: samplesToSeconds(segment.startSample),
    language: segment.language,
  };
  if (!segment.isFinal) {
    const { stability, stableWords } = segment;
    return {
      ...common,
      ...(stability === undefined ? {} : { stability: rounded(stability) }),
      ...(stableWords === undefined ? {} : { stable_words: stableWords }),
    };
  }
  return {
    ...common,
    ...(segment.confidence === undefined ? {} : { confidence: rounded(segment.confidence) }),
    words: segment.words.map((word) => ({
      word: word.text,
      start: samplesToSeconds(word.startSample),
      end: samplesToSeconds(word.endSample),
      ...(word.confidence === undefined ? {} : { confidence: rounded(word.confidence) }),
    })),
  };
}

function rounded(ratio: number): number {
  return Math.round(ratio * 1000) / 1000;
}
