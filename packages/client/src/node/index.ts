export {
  ClientError,
  type ClientErrorCode,
  clientErrorCodes,
  type ClientErrorFacts,
  InvalidStateError,
} from '../common/client-error.ts';
export type {
  AudioChunk,
  AudioInput,
  Client,
  ClientOptions,
  ClosedReason,
  Restart,
  Result,
  ResultWord,
  SessionEvents,
  SessionLimits,
  SessionStatus,
  TokenProvider,
  TranscribeOptions,
  TranscriptionSession,
} from '../common/contract.ts';
export { toInt16 } from '../common/pcm.ts';
export { defaultSessionLimits } from '../common/session-limits.ts';
export type { Transcript, TranscriptSnapshot } from '../common/transcript.ts';
export { createClient, type NodeClientOptions } from './create-client.ts';
export type { TlsOptions } from './ws-socket.ts';
