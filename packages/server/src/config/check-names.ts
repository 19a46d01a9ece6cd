import { ConfigurationError } from './configuration-error.ts';
import { type ConfigurationSources, valueFileSuffix } from './configuration-sources.ts';
import { configurationFileOption } from './load-sources.ts';
import { settingNames, settings } from './settings.ts';
import { similarNames } from './similar-names.ts';

const prefix = 'STENO_';

/** Variables of this program that are no settings of the server. */
const otherVariables: readonly string[] = [
  configurationFileOption.environment,
  'STENO_KEY',
  'STENO_KEY_FILE',
  'STENO_URL',
  'STENO_MODELS_URL',
  'STENO_RECORDING',
];

/** Variables of the project's own tests. */
const testPrefix = 'STENO_TEST_';

/**
 * Refuses names that are meant for this program and that it does not know: a limit with a slip in its name would not be one.
 *
 * @throws ConfigurationError `name_unknown`, with the nearest name.
 */
export function checkNames({ environment, file }: Pick<ConfigurationSources, 'environment' | 'file'>): void {
  const variables = settingNames.map((name) => settings[name].environment);
  const known = [...variables, ...variables.map((name) => `${name}${valueFileSuffix}`), ...otherVariables];
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith(prefix) || name.startsWith(testPrefix) || value === undefined || value.trim() === '') continue;
    if (known.includes(name)) continue;
    throw unknown(`The environment variable ${name.slice(0, 80)}`, name, known);
  }
  for (const key of Object.keys(file?.entries ?? {})) {
    if (settingNames.some((name) => name === key)) continue;
    throw unknown(`"${key.slice(0, 80)}" in ${file?.path ?? ''}`, key, settingNames);
  }
}

function unknown(what: string, name: string, known: readonly string[]): ConfigurationError {
  const [nearest] = similarNames(name, known);
  const end = nearest === undefined ? '.' : `; did you mean ${nearest}?`;
  return new ConfigurationError('name_unknown', undefined, `${what} is no setting${end}`);
}
