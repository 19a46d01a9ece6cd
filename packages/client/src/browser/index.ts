export { AudioInputError, type AudioInputErrorCode, audioInputErrorCodes } from './audio/audio-input-error.ts';
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
