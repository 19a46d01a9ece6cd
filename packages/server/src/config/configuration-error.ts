import type { SettingName } from './configuration.ts';

/** Stable codes of {@link ConfigurationError}. */
export const configurationErrorCodes = {
  value_invalid: 'a value is not of the kind or in the range its setting takes',
  name_unknown: 'a variable or a key of the configuration file is no setting',
  file_unreadable: 'a file that settings come from cannot be read',
  tls_unusable: 'the TLS files cannot be read, are no PEM or do not belong together',
  settings_conflict: 'two settings do not fit together',
} as const;

/** A stable code of {@link ConfigurationError}. */
export type ConfigurationErrorCode = keyof typeof configurationErrorCodes;

/** A wrong setting. The message is one sentence: where the value came from, the value, what is allowed. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly code: ConfigurationErrorCode;
  /** The setting that has to be changed; undefined when it is about none of them. */
  readonly setting: SettingName | undefined;
  /** A wrong value stays wrong. */
  readonly retryable = false;

  constructor(code: ConfigurationErrorCode, setting: SettingName | undefined, message: string) {
    super(message);
    this.code = code;
    this.setting = setting;
  }
}
