export { type ClientMessage, maxFlushIdLength, parseClientMessage } from './client-message.ts';
export {
  type ConnectParameters,
  formatNames,
  type FormatName,
  parseConnectParameters,
  readCredential,
  realtimePaths,
  type ResumeParameters,
  tokenSubprotocol,
  type UpgradeRequest,
} from './connect-parameters.ts';
export { keyTermLimits } from './key-terms.ts';
export { canonicalLanguage, matchLanguage } from './language.ts';
export { type AudioEncoding, defaultMediaType, parseAudioMediaType } from './media-type.ts';
export { jsonOptions } from './option-sources.ts';
export {
  parseServerMessage,
  type ServerMessage,
  type StateMessage,
  type TranscriptResult,
  type TranscriptWord,
  type WarningCode,
  warningCodes,
} from './server-message.ts';
export {
  changeSessionOptions,
  type IntegerRange,
  optionFields,
  type OptionName,
  optionNames,
  optionRanges,
  readSessionOptions,
  type ServiceType,
  serviceTypes,
  type SessionOptionChanges,
  type SessionOptions,
  usualSessionOptions,
} from './session-options.ts';
export {
  closeCodeOf,
  closeCodes,
  httpStatusOf,
  WireError,
  type WireErrorCode,
  type WireErrorDetails,
  wireErrorRules,
  type WireErrorRule,
} from './wire-error.ts';
