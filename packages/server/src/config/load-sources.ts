import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigurationError } from './configuration-error.ts';
import {
  type ConfigurationFile,
  type ConfigurationSources,
  type ValueFile,
  valueFileSuffix,
} from './configuration-sources.ts';
import type { SettingName } from './configuration.ts';
import { settingNames, settings } from './settings.ts';

/** The flag and the variable that name a configuration file. */
export const configurationFileOption = { flag: '--config', environment: 'STENO_CONFIG' } as const;

/** Chosen: all settings with long lists are a few kilobytes. */
const maxFileBytes = 1_048_576;

/** Where to look for the values of a configuration. */
export interface SourceOptions extends Pick<ConfigurationSources, 'flags' | 'environment' | 'surroundings'> {
  /** The path behind `--config`; undefined to take that of `STENO_CONFIG`, if any. */
  readonly configPath?: string | undefined;
  /** The settings that are of interest; what others say is not looked at. Default: all. */
  readonly names?: readonly SettingName[];
}

/**
 * Reads the files that a configuration comes from: the one of `--config` or `STENO_CONFIG`, and those that variables with
 * `_FILE` name. Blocks while it reads; meant for the start of a program.
 *
 * @throws ConfigurationError `file_unreadable` for a file that cannot be read or is no JSON object, `settings_conflict`
 *   for a variable that is set beside its `_FILE`.
 */
export function loadConfigurationSources(options: SourceOptions): ConfigurationSources {
  const { flags = {}, environment, surroundings, names = settingNames } = options;
  const from = surroundings?.workingDirectory ?? process.cwd();
  const file = configurationFile(options, from);
  const valueFiles = Object.fromEntries(
    names.flatMap((name) => {
      const found = valueFile(name, environment, from);
      return found === undefined ? [] : [[name, found]];
    }),
  );
  const isPart = options.names !== undefined;
  return {
    flags,
    environment: isPart ? partOf(environment, names) : environment,
    valueFiles,
    file: file !== undefined && isPart ? { ...file, entries: pick(file.entries, names) } : file,
    ...(surroundings === undefined ? {} : { surroundings }),
  };
}

function configurationFile({ configPath, environment }: SourceOptions, from: string): ConfigurationFile | undefined {
  const { flag, environment: variable } = configurationFileOption;
  const [given, source] = configPath === undefined ? [environment[variable]?.trim(), variable] : [configPath, flag];
  if (given === undefined || (given === '' && source === variable)) return undefined;
  const path = resolve(from, given);
  const text = read(path, { source, setting: undefined });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? place(error.message, text) : 'it cannot be parsed';
    throw new ConfigurationError('file_unreadable', undefined, `${path} (${source}) is no JSON: ${reason}.`);
  }
  if (!isRecord(value)) {
    const message = `${path} (${source}) must hold a JSON object with settings, such as {"port": 8080}.`;
    throw new ConfigurationError('file_unreadable', undefined, message);
  }
  return { path, entries: value };
}

function valueFile(name: SettingName, environment: SourceOptions['environment'], from: string): ValueFile | undefined {
  const direct = settings[name].environment;
  const variable = `${direct}${valueFileSuffix}`;
  const given = environment[variable]?.trim();
  if (given === undefined || given === '') return undefined;
  if ((environment[direct]?.trim() ?? '') !== '') {
    const message = `${direct} and ${variable} are both set; only one of them may be.`;
    throw new ConfigurationError('settings_conflict', name, message);
  }
  const path = resolve(from, given);
  const text = read(path, { source: variable, setting: name }).trim();
  if (text !== '') return { path, text };
  throw new ConfigurationError('file_unreadable', name, `${path} (${variable}) is empty; it must hold the value.`);
}

function read(
  path: string,
  { source, setting }: { readonly source: string; readonly setting: SettingName | undefined },
): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    const message = `${source} names ${path}, which cannot be read (${reason}).`;
    throw new ConfigurationError('file_unreadable', setting, message);
  }
  if (bytes.length <= maxFileBytes) return bytes.toString('utf8').replace(/^\u{feff}/u, '');
  const message = `${source} names ${path}, which is longer than ${maxFileBytes} bytes.`;
  throw new ConfigurationError('file_unreadable', setting, message);
}

/** The engine's message can quote the file, which may hold a secret: only where it stopped is told. */
function place(message: string, text: string): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position === undefined) return 'it ends too early or has a mark in the wrong place';
  const before = text.slice(0, Number(position)).split('\n');
  return `something is wrong at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

/** What the wanted settings are read from; other variables of this program are left out, the machine's are kept. */
function partOf(
  environment: SourceOptions['environment'],
  names: readonly SettingName[],
): SourceOptions['environment'] {
  const wanted = new Set(names.map((name) => settings[name].environment));
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !name.startsWith('STENO_') || wanted.has(name)),
  );
}

function pick(entries: ConfigurationFile['entries'], names: readonly SettingName[]): ConfigurationFile['entries'] {
  return Object.fromEntries(names.filter((name) => Object.hasOwn(entries, name)).map((name) => [name, entries[name]]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
