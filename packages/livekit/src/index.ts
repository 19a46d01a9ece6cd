export { SpeechStream } from './speech-stream.ts';
export { STT } from './stt.ts';
export type { RecognitionOptions, ServerOptions, SttOptions } from './stt-options.ts';
