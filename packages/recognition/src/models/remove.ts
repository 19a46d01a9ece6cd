import { lstat, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { takeDownloadLock } from './download-lock.ts';
import { ModelDownloadError } from './model-download-error.ts';
import { codeOf, readModelFolder } from './model-folder.ts';
import { onDisk } from './on-disk.ts';

/**
 * Removes a model and what an unfinished download of it left behind. The folder loses its name first, so that nobody
 * finds half a model. A folder with nothing in it that looks like a model is left alone.
 *
 * @param directory - the models directory; absolute.
 * @param modelId - the name of its folder, one path component.
 * @returns the bytes that were freed; undefined when nothing of it is there.
 * @throws TypeError when `modelId` is no name of a folder.
 * @throws ModelDownloadError `busy` while it is being downloaded, `disk` when it cannot be removed.
 */
export async function removeModel(directory: string, modelId: string): Promise<number | undefined> {
  if (modelId === '' || modelId !== path.basename(modelId) || modelId.startsWith('.')) {
    throw new TypeError(`${JSON.stringify(modelId)} is no name of a model's folder`);
  }
  const folder = path.join(directory, modelId);
  const partial = path.join(directory, `.partial-${modelId}`);
  const isModel = await holdsModel(folder);
  if (!isModel && !(await exists(partial))) return undefined;
  const bytes = (isModel ? await bytesOf(folder) : 0) + (await bytesOf(partial));
  const lock = await onDisk(directory, () => takeDownloadLock(`${partial}.lock`));
  if (lock === undefined) {
    throw new ModelDownloadError('busy', `Another process is downloading ${modelId} to ${directory}; wait for it.`, {
      retryable: true,
    });
  }
  try {
    await onDisk(folder, async () => {
      await rm(partial, { recursive: true, force: true });
      if (isModel) await rename(folder, partial);
      await rm(partial, { recursive: true, force: true });
    });
  } finally {
    await lock.release();
  }
  return bytes;
}

/** True when a folder holds a model or what was meant to be one. */
async function holdsModel(folder: string): Promise<boolean> {
  try {
    return (await readModelFolder(folder)).type !== 'none';
  } catch {
    return false; // What cannot be looked into is not ours to remove.
  }
}

/** The bytes of the files in a folder; 0 when it is not there. A link's target is not counted: it stays. */
async function bytesOf(folder: string): Promise<number> {
  let total = 0;
  try {
    if ((await lstat(folder)).isSymbolicLink()) return 0;
    for (const file of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (file.isFile()) total += (await stat(path.join(file.parentPath, file.name))).size;
    }
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') return total;
  }
  return total;
}

async function exists(file: string): Promise<boolean> {
  try {
    await lstat(file);
    return true;
  } catch {
    return false; // Whatever the reason is, there is nothing to remove by that name.
  }
}
