export {
  ClientError,
  type ClientErrorCode,
  clientErrorCodes,
  type ClientErrorFacts,
  InvalidStateError,
} from '../common/client-error.ts';
export {
  type ClosedReason,
  type Transcription,
  transcriptionDefaults,
  type TranscriptionLimits,
} from '../common/transcription.ts';
export { transcribe, type TranscribeOptions } from './transcribe.ts';
export { AudioInputError, type AudioInputErrorCode, audioInputErrorCodes } from './audio/audio-input-error.ts';
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
