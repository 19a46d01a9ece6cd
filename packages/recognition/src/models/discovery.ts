import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { InstalledModel } from '../contract/model.ts';
import { codeOf, readModelFolder, type ModelFolder } from './model-folder.ts';

/** A folder or directory that was meant to hold models and cannot be used. */
export interface RejectedModelDirectory {
  readonly directory: string;
  /** A sentence for the user. */
  readonly reason: string;
}

/** What {@link findModels} found. */
export interface ModelSearch {
  /** Models that name their languages first, then by id; each id once. */
  readonly models: readonly InstalledModel[];
  readonly rejected: readonly RejectedModelDirectory[];
}

/**
 * Looks for installed models. A models directory holds one folder per model; a directory that is itself
 * a model's folder counts too. Folders whose names start with `.` are passed over: a download that is
 * not complete is in one.
 *
 * Never rejects: a directory that does not exist is passed over, one that cannot be read is told in
 * {@link ModelSearch.rejected}.
 *
 * @param directories - absolute paths, best first; of two models with the same id the first counts.
 */
export async function findModels(directories: readonly string[]): Promise<ModelSearch> {
  const models = new Map<string, InstalledModel>();
  const rejected: RejectedModelDirectory[] = [];
  const take = (directory: string, found: ModelFolder): void => {
    if (found.type === 'rejected') rejected.push({ directory, reason: found.reason });
    else if (found.type === 'model' && !models.has(found.model.modelId)) models.set(found.model.modelId, found.model);
  };

  for (const directory of new Set(directories.map((given) => path.resolve(given)))) {
    const own = await lookInto(directory);
    take(directory, own);
    if (own.type === 'model') continue;
    for (const folder of await subfoldersOf(directory)) take(folder, await lookInto(folder));
  }
  return { models: [...models.values()].sort(compareModels), rejected };
}

async function lookInto(directory: string): Promise<ModelFolder> {
  try {
    return await readModelFolder(directory);
  } catch (error) {
    const code = codeOf(error);
    switch (code) {
      case 'ENOENT':
        return { type: 'none' };
      case 'ENOTDIR':
        return { type: 'rejected', reason: `${directory} is not a directory.` };
      case 'EACCES':
      case 'EPERM':
        return { type: 'rejected', reason: `${directory} cannot be read: permission denied.` };
      default:
        return { type: 'rejected', reason: `${directory} cannot be read (${code}).` };
    }
  }
}

/** Absolute paths of the folders in a directory, links to folders included. */
async function subfoldersOf(directory: string): Promise<readonly string[]> {
  let names: readonly string[];
  try {
    names = await readdir(directory);
  } catch {
    return []; // It does not exist: the directory itself has been looked into and told of before.
  }
  const folders: string[] = [];
  for (const name of [...names].sort()) {
    const folder = path.join(directory, name);
    if (!name.startsWith('.') && (await isDirectory(folder))) folders.push(folder);
  }
  return folders;
}

async function isDirectory(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isDirectory();
  } catch {
    return false; // A link that leads nowhere is no model.
  }
}

function compareModels(left: InstalledModel, right: InstalledModel): number {
  const declared = Number(right.languagesAreDeclared) - Number(left.languagesAreDeclared);
  return declared !== 0 ? declared : left.modelId < right.modelId ? -1 : 1;
}
