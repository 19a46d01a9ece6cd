export { AudioInputError, type AudioInputErrorCode, audioInputErrorCodes } from '../common/audio-input-error.ts';
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
export { createClient } from './create-client.ts';
export { audioDevices } from './audio/audio-devices.ts';
export type {
  AudioDevice,
  AudioLevel,
  InputEnd,
  LiveAudioInput,
  LiveAudioInputEvents,
  LiveAudioInputOptions,
} from './audio/live-audio-input.ts';
export { mediaStreamInput } from './audio/media-stream-input.ts';
export { type Microphone, microphone, type MicrophoneOptions } from './audio/microphone.ts';
export type { MicrophoneProcessing } from './audio/microphone-streams.ts';
