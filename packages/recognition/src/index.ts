export {
  countedWorkerEvents,
  type CountedWorkerEvent,
  type ModelUse,
  type PoolFigures,
  RecognitionError,
  recognitionErrorCodes,
  type RecognitionErrorCode,
  type RecognitionEvent,
  type RecognitionHost,
  type RecognitionService,
  type RecognitionStream,
  type RecognitionStreamOptions,
  type Casing,
  type Engine,
  type EngineCapabilities,
  type EngineStream,
  type VoiceActivityDetector,
  emptyHypothesis,
  usualEndpointRules,
  modelTasks,
  taskOf,
  type Hypothesis,
  type HypothesisWord,
  type Writing,
  engineNames,
  type EngineName,
  type EndpointRules,
  type InstalledModel,
  type ModelTask,
  type ModelFiles,
  type ModelKind,
  type PocketSphinxFiles,
  type TransducerFiles,
} from './contract/index.ts';
export { LocalHost, type LocalHostOptions } from './worker/host/local-host.ts';
export type { WorkerEvent } from './worker/host/worker-event.ts';
export type { ReplayFigures } from './worker/host/pool-streams.ts';
export type { PoolTimes } from './worker/host/pool-times.ts';
export { secondPassAllowanceMs } from './worker/host/quality/second-pass-allowance.ts';
export { modelFilesFromSystem } from './engines/pocketsphinx/system-model.ts';
