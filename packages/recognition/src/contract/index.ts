export type { Casing, Engine, EngineCapabilities, EngineStream, VoiceActivityDetector } from './engine.ts';
export { emptyHypothesis, type Hypothesis, type HypothesisWord } from './hypothesis.ts';
export {
  engineNames,
  type EngineName,
  type InstalledModel,
  type ModelFiles,
  type PocketSphinxFiles,
  type TransducerFiles,
} from './model.ts';
export {
  RecognitionError,
  recognitionErrorCodes,
  type RecognitionErrorCode,
  type RecognitionEvent,
  type RecognitionHost,
  type RecognitionStream,
  type RecognitionStreamOptions,
} from './recognition-host.ts';
