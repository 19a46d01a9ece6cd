export { AudioInputError, type AudioInputErrorCode, audioInputErrorCodes } from '../common/audio-input-error.ts';
export {
  ClientError,
  type ClientErrorCode,
  clientErrorCodes,
  type ClientErrorFacts,
  InvalidStateError,
} from '../common/client-error.ts';
export { type Pace } from './audio/chunks.ts';
export { type FileInput, fileInput, type FileInputOptions } from './audio/file-input.ts';
export {
  listMicrophones,
  type MicrophoneInput,
  microphoneInput,
  type MicrophoneInputOptions,
  type Microphones,
} from './audio/microphone-input.ts';
export { type MicrophoneDevice } from './audio/microphone-programs.ts';
export { pcmInput, type PcmInputOptions, type PcmSource } from './audio/pcm-input.ts';
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
