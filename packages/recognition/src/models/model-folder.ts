import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { InstalledModel, ModelFiles } from '../contract/model.ts';
import { languagesOfFolder } from './folder-language.ts';
import { findKindFiles, titleOf } from './kind-files.ts';
import { hasBeamSearch, kindOfFolder, whyOtherKind } from './kind-of-folder.ts';
import { whyNoList } from './list-file.ts';
import {
  ModelDescriptionError,
  modelDescriptionName,
  parseModelDescription,
  type DescribedFile,
  type ModelDescription,
} from './model-description.ts';
import { inspectNetwork } from './network-file.ts';

/** What a folder turned out to be. */
export type ModelFolder =
  | { readonly type: 'model'; readonly model: InstalledModel }
  /** It is meant to be a model and cannot be loaded; the reason is a sentence for the user. */
  | { readonly type: 'rejected'; readonly reason: string }
  /** Nothing in it looks like a model. */
  | { readonly type: 'none' };

/**
 * Reads what model a folder holds, from its `model.json`, the names of its files and how they are built. That their
 * content is what was published is not looked at: that takes reading them as a whole.
 *
 * @param folder - absolute path; symbolic links are followed.
 * @throws the file system's error when the folder cannot be listed.
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
  let description: ModelDescription | undefined;
  try {
    if (names.includes(modelDescriptionName)) description = await readModelDescription(folder);
  } catch (error) {
    if (!(error instanceof ModelDescriptionError)) throw error;
    return { type: 'rejected', reason: error.message };
  }

  const found = await findFiles(folder, names, description);
  if (found.type !== 'found') return found;
  const reason = await whyUnusable(found.files);
  if (reason !== undefined) return { type: 'rejected', reason };
  const { files } = found;
  const canSearch = files.kind === 'transducer' && (await hasBeamSearch(files.encoder));

  const modelId = path.basename(folder);
  const declared = description?.languages ?? languagesOfFolder(modelId);
  return {
    type: 'model',
    model: {
      modelId,
      engine: files.kind === 'pocketsphinx' ? 'pocketsphinx' : 'sherpa',
      languages: declared.length > 0 ? declared : ['en'],
      languagesAreDeclared: declared.length > 0,
      files,
      ...(canSearch ? { hasBeamSearch: true } : {}),
      folder,
    },
  };
}

/**
 * Reads the `model.json` of a folder.
 *
 * @throws ModelDescriptionError when it cannot be read or understood.
 */
export async function readModelDescription(folder: string): Promise<ModelDescription> {
  const file = path.join(folder, modelDescriptionName);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new ModelDescriptionError(`${file} cannot be read (${codeOf(cause)}).`, { cause });
  }
  return parseModelDescription(text, file);
}

type FilesFound =
  | { readonly type: 'found'; readonly files: ModelFiles }
  | { readonly type: 'rejected'; readonly reason: string }
  | { readonly type: 'none' };

async function findFiles(
  folder: string,
  fileNames: readonly string[],
  description: ModelDescription | undefined,
): Promise<FilesFound> {
  const { kind: declared, files = {}, engine } = description ?? {};
  if (declared === 'pocketsphinx' || engine === 'pocketsphinx') return findPocketSphinxFiles(folder, files);
  // Files that the description names count like those that are found, wherever below the folder they are.
  const names = [...new Set([...Object.values(files), ...fileNames])];
  const found = declared === undefined ? await kindOfFolder(folder, names) : ({ type: 'kind', kind: declared } as const);
  if (found.type === 'unclear') return { type: 'rejected', reason: found.reason };
  if (found.type === 'none' && description === undefined) return { type: 'none' };
  const kind = found.type === 'none' ? 'transducer' : found.kind;
  const picked = findKindFiles(kind, { folder, fileNames }, files);
  if (picked.type === 'found') return picked;
  return {
    type: 'rejected',
    reason: `${folder} is not a complete ${titleOf(kind)}: it has no ${picked.missing.join(', no ')}.`,
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

/** Why an engine could not load the files, as a sentence; undefined when nothing is wrong with how they are built. */
async function whyUnusable(files: ModelFiles): Promise<string | undefined> {
  const { kind, ...paths } = files;
  for (const [role, file] of Object.entries(paths)) {
    const reason = await whyUnusableFile(file, role, kind);
    if (reason !== undefined) return reason;
  }
  return kind !== 'pocketsphinx' && 'encoder' in files ? whyOtherKind(files.encoder, kind) : undefined;
}

async function whyUnusableFile(file: string, role: string, kind: ModelFiles['kind']): Promise<string | undefined> {
  const isFolderWanted = role === 'acousticModel';
  try {
    const found = await stat(file);
    if (!(isFolderWanted ? found.isDirectory() : found.isFile())) {
      return `${file} has to be a ${isFolderWanted ? 'folder' : 'file'} and is none.`;
    }
    if (kind === 'pocketsphinx') return undefined;
    if (role === 'bpeVocab') return await whyNoList(file, 'bpe_vocab');
    if (role === 'tokens') return await whyNoList(file, kind === 'moonshine_merged' ? 'base64_tokens' : 'tokens');
    const network = await inspectNetwork(file);
    return network.type === 'broken' ? network.reason : undefined;
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? `${file} does not exist.` : `${file} cannot be read (${codeOf(error)}).`;
  }
}

/** The stable code of a file system error, such as `ENOENT`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
