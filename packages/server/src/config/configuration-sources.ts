import { dirname } from 'node:path';
import { ConfigurationError } from './configuration-error.ts';
import type { SettingName } from './configuration.ts';
import type { Surroundings } from './setting.ts';
import { settings } from './settings.ts';

/** What a configuration file says. */
export interface ConfigurationFile {
  /** Absolute; relative paths in the file start from its folder. */
  readonly path: string;
  /** What stands at each key, not checked yet. */
  readonly entries: Readonly<Record<string, unknown>>;
}

/** A text that was read from the file that a variable names. */
export interface ValueFile {
  /** Absolute. */
  readonly path: string;
  /** Without white space around it; not empty. */
  readonly text: string;
}

/** Where the values of a configuration come from: a flag wins over the environment, the environment over the file. */
export interface ConfigurationSources {
  /** Values of flags by setting name, as text. Default: none. */
  readonly flags?: Readonly<Partial<Record<SettingName, string | undefined>>>;
  /** Usually `process.env`. An empty variable counts as absent. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What the files say that variables ending in `_FILE` name, by setting name. Default: none. */
  readonly valueFiles?: Readonly<Partial<Record<SettingName, ValueFile>>>;
  /** Default: none. */
  readonly file?: ConfigurationFile | undefined;
  /** Default: this machine and its user. */
  readonly surroundings?: Omit<Surroundings, 'environment'>;
}

/** A value that somebody gave. */
export interface GivenValue {
  readonly text: string;
  /** Where it stands, for a sentence: `--port`, `STENO_PORT` or `port in /etc/steno.json`. */
  readonly source: string;
  /** True when it is from a file of its own, as secrets are, so that it is not to be shown. */
  readonly isHidden: boolean;
  /** What relative paths in it start from; undefined for the working directory. */
  readonly folder: string | undefined;
}

/** Behind the name of a setting's variable: the variable holds the path of a file, and that file the value. */
export const valueFileSuffix = '_FILE';

/**
 * Finds who gave the value of a setting.
 *
 * @returns undefined when nobody did, so that its default is taken.
 * @throws ConfigurationError for a value in the file that is no text, number, truth value or list.
 */
export function givenValue(name: SettingName, sources: ConfigurationSources): GivenValue | undefined {
  const { flag, environment } = settings[name];
  const shared = { isHidden: false, folder: undefined };
  const fromFlag = sources.flags?.[name];
  if (fromFlag !== undefined) return { ...shared, text: fromFlag, source: flag };
  const fromEnvironment = sources.environment[environment]?.trim();
  if (fromEnvironment !== undefined && fromEnvironment !== '') {
    return { ...shared, text: fromEnvironment, source: environment };
  }
  const ofItsOwn = sources.valueFiles?.[name];
  if (ofItsOwn !== undefined) {
    const source = `${environment}${valueFileSuffix} (${ofItsOwn.path})`;
    return { ...shared, text: ofItsOwn.text, source, isHidden: true };
  }
  const { file } = sources;
  if (file === undefined || !Object.hasOwn(file.entries, name)) return undefined;
  const source = `${name} in ${file.path}`;
  return { ...shared, text: textOf(name, file.entries[name], source), source, folder: dirname(file.path) };
}

/**
 * Tells whether a setting was given by somebody, so that its value is a wish and not a default.
 */
export function isSettingGiven(name: SettingName, sources: ConfigurationSources): boolean {
  return givenValue(name, sources) !== undefined;
}

/** Flags and variables are text, so each setting has one way to be read; JSON is brought to it. */
function textOf(name: SettingName, value: unknown, source: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const { separator, allowed } = settings[name];
  if (separator !== undefined && Array.isArray(value) && value.every((item) => typeof item === 'string')) {
    return value.join(separator);
  }
  throw new ConfigurationError('value_invalid', name, `${source} is ${kindOf(value)}; it must be ${allowed}.`);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : 'an object';
}
