import type { SettingName } from './configuration.ts';

/** Stable codes of {@link ConfigurationError}. */
export const configurationErrorCodes = {
  value_invalid: 'a value is not of the kind or in the range its setting takes',
  settings_conflict: 'two settings do not fit together',
} as const;

/** A stable code of {@link ConfigurationError}. */
export type ConfigurationErrorCode = keyof typeof configurationErrorCodes;

/** A wrong setting. The message is one sentence: where the value came from, the value, what is allowed. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly code: ConfigurationErrorCode;
  /** The setting that has to be changed. */
  readonly setting: SettingName;
  /** A wrong value stays wrong. */
  readonly retryable = false;

  constructor(code: ConfigurationErrorCode, setting: SettingName, message: string) {
    super(message);
    this.code = code;
    this.setting = setting;
  }
}
