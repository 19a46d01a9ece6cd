import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PocketSphinxFiles } from '../../contract/model.ts';
import { libraryNames } from './library-names.ts';

/** Where Debian's and Ubuntu's package `pocketsphinx-en-us` puts its files. */
export const systemModelDirectory = '/usr/share/pocketsphinx/model/en-us';

/** Where to look; the defaults are the machine's. */
export interface SystemModelPlaces {
  /** The folder of the model; default {@link systemModelDirectory}. */
  readonly modelDirectory?: string;
  /** Folders of shared objects; default those of the dynamic linker and their multiarch folders. */
  readonly libraryDirectories?: readonly string[];
}

/**
 * The English model of the system packages, when all its files are there and so are the libraries. It
 * looks at paths only, so that no native code is loaded into the caller: that they work is found out by
 * the worker that loads them.
 *
 * @returns undefined when something is absent.
 */
export function modelFilesFromSystem(places: SystemModelPlaces = {}): PocketSphinxFiles | undefined {
  const { modelDirectory = systemModelDirectory, libraryDirectories = linkerDirectories() } = places;
  const files: PocketSphinxFiles = {
    kind: 'pocketsphinx',
    acousticModel: join(modelDirectory, 'en-us'),
    languageModel: join(modelDirectory, 'en-us.lm.bin'),
    dictionary: join(modelDirectory, 'cmudict-en-us.dict'),
  };
  const needed = [join(files.acousticModel, 'mdef'), files.languageModel, files.dictionary];
  const hasLibraries = Object.values(libraryNames).every((name) =>
    libraryDirectories.some((directory) => existsSync(join(directory, name))),
  );
  return hasLibraries && needed.every((path) => existsSync(path)) ? files : undefined;
}

function linkerDirectories(): string[] {
  const fromEnvironment = (process.env['LD_LIBRARY_PATH'] ?? '').split(':').filter((path) => path !== '');
  const roots = ['/usr/local/lib', '/usr/lib', '/lib', '/usr/lib64', '/lib64'];
  return [...fromEnvironment, ...roots, ...roots.flatMap(multiarchDirectories)];
}

/** Such as /usr/lib/x86_64-linux-gnu. */
function multiarchDirectories(root: string): string[] {
  if (!existsSync(root)) return [];
  const names = readdirSync(root).filter((name) => name.includes('-linux-gnu'));
  return names.map((name) => join(root, name));
}
