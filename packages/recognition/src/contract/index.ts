export type { Casing, Engine, EngineCapabilities, EngineStream, VoiceActivityDetector } from './engine.ts';
export { type EndpointRules, usualEndpointRules } from './endpoint-rules.ts';
export { emptyHypothesis, type Hypothesis, type HypothesisWord, type Writing } from './hypothesis.ts';
export {
  engineNames,
  type EngineName,
  type InstalledModel,
  type ModelFiles,
  type ModelKind,
  modelTasks,
  type ModelTask,
  type PocketSphinxFiles,
  taskOf,
  type TransducerFiles,
} from './model.ts';
export { countedWorkerEvents, type CountedWorkerEvent, type ModelUse, type PoolFigures } from './pool-figures.ts';
export {
  RecognitionError,
  recognitionErrorCodes,
  type RecognitionErrorCode,
  type RecognitionEvent,
  type RecognitionHost,
  type RecognitionService,
  type RecognitionStream,
  type RecognitionStreamOptions,
} from './recognition-host.ts';
