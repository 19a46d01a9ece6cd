import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Looks for a program in the directories of `PATH`.
 *
 * @param environment - read for `PATH`.
 * @returns its absolute path, or undefined.
 */
export function findProgram(
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const directories = (environment['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '');
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  return directories.map((directory) => join(directory, file)).find(isExecutableFile);
}

function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Not there or not ours to run: either way it is not found here.
    return false;
  }
}

/** The words that install a package here: what a user types. */
export function installCommand(debianPackages: string, brewPackages: string = debianPackages): string {
  return process.platform === 'darwin' ? `brew install ${brewPackages}` : `sudo apt-get install ${debianPackages}`;
}
