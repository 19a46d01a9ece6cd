import { stat } from 'node:fs/promises';
import path from 'node:path';
import { findCatalogueEntry } from './catalogue.ts';
import { isFileVerified } from './file-download.ts';
import { type FileSum, ModelDescriptionError } from './model-description.ts';
import { codeOf, readModelDescription, readModelFolder } from './model-folder.ts';

/** What a check of a model's folder found. */
export interface ModelVerification {
  /** One sentence for each fault; empty when nothing is wrong. */
  readonly faults: readonly string[];
  /** How many files were compared with a size and a SHA-256; 0 when none is known, which is no fault. */
  readonly comparedFiles: number;
}

/**
 * Checks a model's folder: how its files are built, and each file whose size and SHA-256 is in its `model.json` or in
 * the catalogue, byte by byte.
 *
 * @param folder - absolute path.
 * @param signal - cancels.
 * @throws ModelDownloadError `cancelled` by the signal, `disk` when a file cannot be read to its end.
 * @throws the file system's error when the folder cannot be listed.
 */
export async function verifyModel(folder: string, signal: AbortSignal): Promise<ModelVerification> {
  const faults: string[] = [];
  const found = await readModelFolder(folder);
  if (found.type === 'rejected') faults.push(found.reason);
  if (found.type === 'none') faults.push(`${folder} holds no model.`);
  const sums = await sumsOf(folder);
  for (const [name, { bytes, sha256 }] of sums) {
    const file = path.join(folder, name);
    const reason = (await whyOtherSize(file, bytes)) ?? (await whyOtherContent({ name, bytes, sha256 }, file, signal));
    // What readModelFolder says of a file says more about it.
    if (reason !== undefined && !faults.some((fault) => fault.startsWith(file))) faults.push(reason);
  }
  return { faults, comparedFiles: sums.size };
}

async function sumsOf(folder: string): Promise<ReadonlyMap<string, FileSum>> {
  try {
    const { sums } = await readModelDescription(folder);
    if (sums !== undefined) return new Map(Object.entries(sums));
  } catch (error) {
    if (!(error instanceof ModelDescriptionError)) throw error;
    // Absent, or told as what is wrong with the folder.
  }
  const entry = findCatalogueEntry(path.basename(folder));
  return new Map(entry?.files.map((file) => [file.name, file]));
}

async function whyOtherSize(file: string, bytes: number): Promise<string | undefined> {
  try {
    const { size } = await stat(file);
    return size === bytes ? undefined : `${file} has ${size} bytes instead of ${bytes}; ${fetchAgain}.`;
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? `${file} does not exist.` : `${file} cannot be read (${codeOf(error)}).`;
  }
}

async function whyOtherContent(
  file: FileSum & { readonly name: string },
  target: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (await isFileVerified(file, target, signal)) return undefined;
  return `${target} has another SHA-256 than it should; ${fetchAgain}.`;
}

const fetchAgain = 'remove the model and pull it again';
