export { type ApiKeyRecord, type ApiKeyState, maxKeyNameLength, stateOfKey } from './auth/api-key.ts';
export { defaultExpiryDays, expiryForms, maxExpiryDays } from './auth/key-expiry.ts';
export type { CreateKeyOptions } from './auth/key-options.ts';
export { KeyStoreError, type KeyStoreErrorCode, keyStoreErrorCodes } from './auth/key-store-error.ts';
export {
  type CreatedKey,
  type KeyStore,
  type KeyStoreOptions,
  maxGraceMs,
  openKeyStore,
  type RotateKeyOptions,
} from './auth/key-store.ts';
export type { Principal } from './auth/principal.ts';
export { openSigningKeys, type SigningKey, type SigningKeys } from './auth/signing-keys.ts';
export {
  ConfigurationError,
  type ConfigurationErrorCode,
  configurationErrorCodes,
} from './config/configuration-error.ts';
export {
  type Configuration,
  type EngineChoice,
  engineChoices,
  type LogLevel,
  logLevels,
  type SettingName,
} from './config/configuration.ts';
export { type ConfigurationSources, isSettingGiven } from './config/configuration-sources.ts';
export { type EffectiveSetting, effectiveSettings } from './config/effective-settings.ts';
export { configurationFileOption, loadConfigurationSources, type SourceOptions } from './config/load-sources.ts';
export { parseConfiguration } from './config/parse-configuration.ts';
export { configurationReference } from './config/reference.ts';
export type { Setting, Surroundings } from './config/setting.ts';
export { settingNames, settings, type SettingTable } from './config/settings.ts';
export { similarNames } from './config/similar-names.ts';
export { orderShutdown, type ServerStatus } from './control/control-client.ts';
export {
  type ControlListener,
  type ControlListenerParts,
  type ControlTarget,
  openControlListener,
} from './control/control-listener.ts';
export { type LimitName, limitNames } from './limits/limit-counters.ts';
export { createLog, type Log } from './log.ts';
export { alertRules } from './metrics/alerts.ts';
export { grafanaDashboard } from './metrics/dashboard.ts';
export { metricsPage } from './metrics/metrics-page.ts';
export { type RunningServer, type ServerParts, startServer } from './server.ts';
export { openRecordStore } from './store/open-record-store.ts';
export { type RecordStore, RecordStoreError } from './store/record-store.ts';
export { trySettings } from './try-settings.ts';
export { stenoVersion } from './version.ts';
