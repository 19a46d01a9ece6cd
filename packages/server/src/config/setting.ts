import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { canonicalLanguage } from '@steno/protocol';

/** What the machine and its user add to a configuration. */
export interface Surroundings {
  /** Read for `XDG_DATA_HOME`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Absolute. */
  readonly homeDirectory: string;
  /** What relative paths start from; absolute. */
  readonly workingDirectory: string;
  /** Processor cores this process may use; integer, >= 1. */
  readonly cores: number;
}

/** One row of the schema: everything that is known of one setting. */
export interface Setting<T> {
  /** The flag with its dashes, for example `--port`. */
  readonly flag: string;
  /** The environment variable, for example `STENO_PORT`. */
  readonly environment: string;
  /** What stands for the value in a usage line, for example `<ms>`. */
  readonly placeholder: string;
  /** The unit of the value; empty when it has none. */
  readonly unit: string;
  /** What values are taken, as the end of "must be ...". */
  readonly allowed: string;
  /** The default as the reference shows it; empty for none. */
  readonly defaultText: string;
  /** What the setting does; one or two sentences. */
  readonly text: string;
  /** True when a value can hold a secret, such as a URL with a password: it is not shown as it is. */
  readonly isSecret?: boolean;
  /** True when nothing of a value is to be shown. */
  readonly isHidden?: boolean;
  /** What stands between the values of a list; undefined for a setting of one value. */
  readonly separator?: string;
  readonly defaultValue: (surroundings: Surroundings) => T;
  /** @returns undefined when the text is not allowed. */
  readonly parse: (text: string, surroundings: Surroundings) => T | undefined;
}

/** The columns of a row that are the same for every kind of setting. */
type Named = Pick<Setting<unknown>, 'flag' | 'environment' | 'text'>;

/**
 * A whole number in a range.
 *
 * @param row - `unit` is the word after the number; `fallback` is the default.
 */
export function integerSetting(
  row: Named & { readonly unit: string; readonly min: number; readonly max: number; readonly fallback: number },
): Setting<number> {
  return {
    ...named(row),
    placeholder: `<${row.unit === '' ? 'number' : row.unit}>`,
    unit: row.unit,
    allowed: `a whole number from ${row.min} to ${row.max}`,
    defaultText: String(row.fallback),
    defaultValue: () => row.fallback,
    parse: (text) => parseInteger(text, row.min, row.max),
  };
}

/** A number in a range, with at most three digits behind the point. */
export function ratioSetting(
  row: Named & { readonly min: number; readonly max: number; readonly fallback: number },
): Setting<number> {
  return {
    ...named(row),
    placeholder: '<ratio>',
    unit: '',
    allowed: `a number from ${row.min} to ${row.max}`,
    defaultText: String(row.fallback),
    defaultValue: () => row.fallback,
    parse: (text) => {
      if (!/^\d{1,6}(?:\.\d{1,3})?$/.test(text)) return undefined;
      const value = Number(text);
      return value >= row.min && value <= row.max ? value : undefined;
    },
  };
}

/** A whole number in a range whose default follows the machine's cores. */
export function coresSetting(row: Named & { readonly min: number; readonly max: number }): Setting<number> {
  return {
    ...named(row),
    placeholder: '<number>',
    unit: 'processes',
    allowed: `a whole number from ${row.min} to ${row.max}`,
    defaultText: 'the number of processor cores',
    defaultValue: (surroundings) => Math.min(Math.max(surroundings.cores, row.min), row.max),
    parse: (text) => parseInteger(text, row.min, row.max),
  };
}

/** One of a few words. */
export function choiceSetting<T extends string>(
  row: Named & { readonly choices: readonly T[]; readonly fallback: NoInfer<T> },
): Setting<T> {
  return {
    ...named(row),
    placeholder: '<name>',
    unit: '',
    allowed: `one of ${row.choices.join(', ')}`,
    defaultText: row.fallback,
    defaultValue: () => row.fallback,
    parse: (text) => row.choices.find((choice) => choice === text.toLowerCase()),
  };
}

/** A TCP port that may be absent. */
export function optionalPortSetting(row: Named): Setting<number | undefined> {
  return {
    ...named(row),
    placeholder: '<number>',
    unit: '',
    allowed: 'a whole number from 0 to 65535',
    defaultText: '',
    defaultValue: () => undefined,
    parse: (text) => parseInteger(text, 0, 65_535),
  };
}

/** Yes or no. */
export function booleanSetting(row: Named & { readonly fallback: boolean }): Setting<boolean> {
  return {
    ...named(row),
    placeholder: '<true|false>',
    unit: '',
    allowed: 'true or false',
    defaultText: String(row.fallback),
    defaultValue: () => row.fallback,
    parse: (text) => (/^(?:true|false)$/i.test(text) ? text.toLowerCase() === 'true' : undefined),
  };
}

/** Words of the operator's own. */
export function textSetting<T extends string | undefined>(row: Named & { readonly fallback: T }): Setting<T | string> {
  return {
    ...named(row),
    placeholder: '<text>',
    unit: '',
    allowed: '1 to 200 characters without spaces',
    defaultText: row.fallback ?? '',
    defaultValue: () => row.fallback,
    parse: (text) => (/^\S{1,200}$/.test(text) ? text : undefined),
  };
}

/** Several words with commas between them. */
export function listSetting<T>(
  row: Named &
    Pick<Setting<T>, 'placeholder' | 'allowed' | 'defaultText'> & {
      readonly fallback: NoInfer<T>;
      /** Gets the words without spaces around them, at least one; undefined when they are not allowed. */
      readonly parse: (items: readonly string[]) => { readonly value: T } | undefined;
    },
): Setting<T> {
  return {
    ...named(row),
    placeholder: row.placeholder,
    separator: ',',
    unit: '',
    allowed: row.allowed,
    defaultText: row.defaultText,
    defaultValue: () => row.fallback,
    parse: (text) => row.parse(text.split(',').map((item) => item.trim()))?.value,
  };
}

/** The URL or file of a key set. */
export function keySetSetting(row: Named): Setting<string | undefined> {
  return {
    ...optionalPathSetting(row),
    isSecret: true,
    placeholder: '<url|file>',
    allowed: 'an http or https URL, or a path',
    parse: (text, surroundings) => {
      if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return parsePath(text, surroundings);
      return /^https?:/i.test(text) && URL.canParse(text) ? text : undefined;
    },
  };
}

/** An `http` or `https` URL that may be absent. */
export function urlSetting(row: Named): Setting<string | undefined> {
  return {
    ...named(row),
    isSecret: true,
    placeholder: '<url>',
    unit: '',
    allowed: 'an http or https URL without a user name and a password',
    defaultText: '',
    defaultValue: () => undefined,
    parse: (text) => {
      if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
      const { username, password } = new URL(text);
      return username === '' && password === '' ? text : undefined;
    },
  };
}

/** A host name or an IP address. */
export function hostSetting(row: Named & { readonly fallback: string }): Setting<string> {
  return {
    ...named(row),
    placeholder: '<address>',
    unit: '',
    allowed: 'a host name or an IP address',
    defaultText: row.fallback,
    defaultValue: () => row.fallback,
    parse: (text) => (/^[A-Za-z0-9.:_%-]{1,255}$/.test(text) ? text : undefined),
  };
}

/** A path that may be absent. Relative ones start from the working directory. */
export function optionalPathSetting(row: Named): Setting<string | undefined> {
  return {
    ...named(row),
    placeholder: '<file>',
    unit: '',
    allowed: 'a path',
    defaultText: '',
    defaultValue: () => undefined,
    parse: parsePath,
  };
}

/** The directory for what has to outlive the server. */
export function dataDirectorySetting(row: Named): Setting<string> {
  return {
    ...named(row),
    placeholder: '<directory>',
    unit: '',
    allowed: 'a path',
    defaultText: '$XDG_DATA_HOME/steno, else ~/.local/share/steno; on macOS ~/Library/Application Support/steno',
    defaultValue: userDataDirectory,
    parse: parsePath,
  };
}

/** Several directories, separated as in `PATH`. */
export function pathListSetting(row: Named): Setting<string> {
  return {
    ...named(row),
    placeholder: '<directories>',
    separator: delimiter,
    unit: '',
    allowed: 'one or more paths',
    defaultText: '',
    defaultValue: () => '',
    parse: (text, surroundings) =>
      text
        .split(delimiter)
        .map((part) => part.trim())
        .filter((part) => part !== '')
        .map((part) => parsePath(part, surroundings))
        .join(delimiter),
  };
}

/** A BCP-47 tag that may be absent. */
export function languageSetting(row: Named): Setting<string | undefined> {
  return {
    ...named(row),
    placeholder: '<tag>',
    unit: '',
    allowed: 'a BCP-47 tag such as en-US',
    defaultText: '',
    defaultValue: () => undefined,
    parse: canonicalLanguage,
  };
}

function named({ flag, environment, text }: Named): Named {
  return { flag, environment, text };
}

function parseInteger(text: string, min: number, max: number): number | undefined {
  if (!/^\d{1,15}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? value : undefined;
}

function parsePath(text: string, surroundings: Surroundings): string {
  // Shells expand a leading ~ in words, but not in every assignment and never in a service file.
  const expanded = text === '~' || text.startsWith('~/') ? join(surroundings.homeDirectory, text.slice(1)) : text;
  return resolve(surroundings.workingDirectory, expanded);
}

function userDataDirectory(surroundings: Surroundings): string {
  const dataHome = surroundings.environment['XDG_DATA_HOME'];
  // The XDG Base Directory Specification says that a relative path is to be ignored.
  if (dataHome !== undefined && isAbsolute(dataHome)) return join(dataHome, 'steno');
  const folders = surroundings.platform === 'darwin' ? ['Library', 'Application Support'] : ['.local', 'share'];
  return join(surroundings.homeDirectory, ...folders, 'steno');
}
