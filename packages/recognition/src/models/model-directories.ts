import path from 'node:path';

/** From what the models directories follow. */
export interface ModelDirectoryOptions {
  /**
   * The setting `modelsDir` (`--models-dir`, `STENO_MODELS_DIR`): one directory, or several separated by
   * the platform's path delimiter. Empty parts are ignored. Default: none.
   */
  readonly configured?: string | undefined;
  /** What relative directories start from; absolute. */
  readonly workingDirectory: string;
  /** Read for `XDG_CACHE_HOME`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The user's home; absolute. */
  readonly homeDirectory: string;
  /** Default: the platform this runs on. */
  readonly platform?: NodeJS.Platform;
}

/**
 * The directories to look for models in, best first: the configured ones, `models` in the working
 * directory, the user's cache.
 *
 * @returns absolute paths, each once; none has to exist.
 */
export function modelDirectories(options: ModelDirectoryOptions): readonly string[] {
  const configured = (options.configured ?? '').split(path.delimiter).filter((part) => part.trim() !== '');
  const directories = [...configured, 'models', userModelDirectory(options)];
  return [...new Set(directories.map((directory) => path.resolve(options.workingDirectory, directory)))];
}

/**
 * The directory in the user's cache that downloaded models go to: `$XDG_CACHE_HOME/steno/models`, else
 * `~/.cache/steno/models`; on macOS `~/Library/Caches/steno/models`.
 *
 * A relative `XDG_CACHE_HOME` is ignored, as the XDG Base Directory Specification wants it.
 */
export function userModelDirectory(options: Omit<ModelDirectoryOptions, 'configured'>): string {
  const cacheHome = options.environment['XDG_CACHE_HOME'];
  if (cacheHome !== undefined && path.isAbsolute(cacheHome)) return path.join(cacheHome, 'steno', 'models');
  const cache = (options.platform ?? process.platform) === 'darwin' ? ['Library', 'Caches'] : ['.cache'];
  return path.join(options.homeDirectory, ...cache, 'steno', 'models');
}
