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
