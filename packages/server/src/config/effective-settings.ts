import type { ConfigurationSources } from './configuration-sources.ts';
import { givenValue } from './configuration-sources.ts';
import type { SettingName } from './configuration.ts';
import { parseConfiguration } from './parse-configuration.ts';
import { settingNames, settings } from './settings.ts';

/** A setting as it will be used. */
export interface EffectiveSetting {
  readonly name: SettingName;
  /** As text, without secrets; empty for none. */
  readonly value: string;
  /** Who gave it: a flag, a variable, a key of the file, or `default`. */
  readonly source: string;
}

/**
 * Tells what each setting is and where that comes from, in the order of the reference.
 *
 * @throws ConfigurationError as {@link parseConfiguration} does.
 */
export function effectiveSettings(sources: ConfigurationSources): readonly EffectiveSetting[] {
  const configuration = parseConfiguration(sources);
  return settingNames.map((name) => {
    const given = givenValue(name, sources);
    const value = shown(configuration[name]);
    const isHidden = (given?.isHidden === true || settings[name].isHidden === true) && value !== '';
    return {
      name,
      value: isHidden ? 'not shown' : settings[name].isSecret ? withoutSecrets(value) : value,
      source: given?.source ?? 'default',
    };
  });
}

function shown(value: string | number | boolean | readonly string[] | undefined): string {
  return typeof value === 'object' ? value.join(',') : String(value ?? '');
}

/** Of a URL, what may hold a password or a token is left out; anything else, such as a path, stays as it is. */
function withoutSecrets(value: string): string {
  if (!URL.canParse(value)) return value;
  const url = new URL(value);
  if (url.username !== '' || url.password !== '') [url.username, url.password] = ['***', ''];
  if (url.search !== '') url.search = '?***';
  url.hash = '';
  return url.href;
}
