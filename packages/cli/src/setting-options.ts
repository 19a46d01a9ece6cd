import type { Command } from 'commander';
import {
  configurationFileOption,
  type ConfigurationSources,
  loadConfigurationSources,
  type SettingName,
  settingNames,
  settings,
} from '@steno/server';
import type { CommandContext } from './commands/context.ts';

/** What commander collected: option names in camel case, which are the names of the settings. */
export type Options = Readonly<Record<string, unknown>>;

/** Gives a command the flags of settings, and the one that names a configuration file. */
export function withSettings(command: Command, names: readonly SettingName[]): Command {
  const { flag: fileFlag, environment: fileVariable } = configurationFileOption;
  command.option(`${fileFlag} <file>`, `JSON file with settings by their names (${fileVariable})`);
  for (const name of names) {
    const { flag, placeholder, text: effect, environment, defaultText } = settings[name];
    const fallback = defaultText === '' ? '' : `, default ${defaultText}`;
    command.option(`${flag} ${placeholder}`, `${effect} (${environment}${fallback})`);
  }
  return command;
}

/**
 * Says where the values of settings come from for a command; reads the files that hold some.
 *
 * @param names - the settings the command is about; what is said of others is not looked at. Default: all.
 * @throws ConfigurationError for such a file that cannot be read.
 */
export function sourcesOf(
  options: Options,
  { environment }: Pick<CommandContext, 'environment'>,
  names?: readonly SettingName[],
): ConfigurationSources {
  return loadConfigurationSources({
    flags: Object.fromEntries(settingNames.map((name) => [name, text(options[name])])),
    environment,
    configPath: text(options['config']),
    ...(names === undefined ? {} : { names }),
  });
}

/** The text of an option; undefined when it was not given or is none. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
