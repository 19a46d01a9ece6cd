import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { InstalledModel, ModelFiles } from '../contract/model.ts';
import { languagesOfFolder } from './folder-language.ts';
import {
  ModelDescriptionError,
  modelDescriptionName,
  parseModelDescription,
  type DescribedFile,
  type ModelDescription,
} from './model-description.ts';
import { expectedFileName, findTransducerFiles } from './transducer-files.ts';

/** What a folder turned out to be. */
export type ModelFolder =
  | { readonly type: 'model'; readonly model: InstalledModel }
  /** It is meant to be a model and cannot be loaded; the reason is a sentence for the user. */
  | { readonly type: 'rejected'; readonly reason: string }
  /** Nothing in it looks like a model. */
  | { readonly type: 'none' };

/**
 * Reads what model a folder holds, from its `model.json` and the names of its files. The content of the
 * files is not looked at.
 *
 * @param folder - absolute path; symbolic links are followed.
 * @throws the file system's error when the folder cannot be listed.
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
  let description: ModelDescription | undefined;
  try {
    if (names.includes(modelDescriptionName)) {
      const file = path.join(folder, modelDescriptionName);
      description = parseModelDescription(await readFile(file, 'utf8'), file);
    }
  } catch (error) {
    if (error instanceof ModelDescriptionError) return { type: 'rejected', reason: error.message };
    return {
      type: 'rejected',
      reason: `${path.join(folder, modelDescriptionName)} cannot be read (${codeOf(error)}).`,
    };
  }

  const found = findFiles(folder, names, description);
  if (found.type !== 'found') return found;
  const { kind: _kind, ...files } = found.files;
  for (const file of Object.values(files)) {
    const reason = await whyUnusable(file, found.files);
    if (reason !== undefined) return { type: 'rejected', reason };
  }

  const modelId = path.basename(folder);
  const declared = description?.languages ?? languagesOfFolder(modelId);
  return {
    type: 'model',
    model: {
      modelId,
      engine: description?.engine ?? 'sherpa',
      languages: declared.length > 0 ? declared : ['en'],
      languagesAreDeclared: declared.length > 0,
      files: found.files,
    },
  };
}

type FilesFound =
  | { readonly type: 'found'; readonly files: ModelFiles }
  | { readonly type: 'rejected'; readonly reason: string }
  | { readonly type: 'none' };

function findFiles(folder: string, names: readonly string[], description: ModelDescription | undefined): FilesFound {
  if (description?.engine === 'pocketsphinx') return findPocketSphinxFiles(folder, description.files ?? {});
  const found = findTransducerFiles(folder, names, description?.files);
  if (found.type === 'found') return found;
  if (found.type === 'none' && description === undefined) return { type: 'none' };
  const missing = found.type === 'none' ? (['encoder', 'decoder', 'joiner', 'tokens'] as const) : found.missing;
  return {
    type: 'rejected',
    reason: `${folder} is not a complete streaming transducer: it has no ${missing.map(expectedFileName).join(', no ')}.`,
  };
}

function findPocketSphinxFiles(folder: string, files: Partial<Record<DescribedFile, string>>): FilesFound {
  const { acousticModel, languageModel, dictionary } = files;
  if (acousticModel === undefined || languageModel === undefined || dictionary === undefined) {
    const reason =
      `${path.join(folder, modelDescriptionName)}: a PocketSphinx model needs files.acousticModel, ` +
      'files.languageModel and files.dictionary.';
    return { type: 'rejected', reason };
  }
  const at = (name: string): string => path.join(folder, name);
  return {
    type: 'found',
    files: {
      kind: 'pocketsphinx',
      acousticModel: at(acousticModel),
      languageModel: at(languageModel),
      dictionary: at(dictionary),
    },
  };
}

/** Why an engine could not open the file; undefined when it is there. */
async function whyUnusable(file: string, files: ModelFiles): Promise<string | undefined> {
  const isFolderWanted = files.kind === 'pocketsphinx' && file === files.acousticModel;
  try {
    const found = await stat(file);
    if (isFolderWanted ? found.isDirectory() : found.isFile()) return undefined;
    return `${file} has to be a ${isFolderWanted ? 'folder' : 'file'} and is none.`;
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? `${file} does not exist.` : `${file} cannot be read (${codeOf(error)}).`;
  }
}

/** The stable code of a file system error, such as `ENOENT`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
