import { basename, dirname } from 'node:path';
import {
  catalogue,
  type CatalogueEntry,
  defaultModelFor,
  downloadBytes,
  downloadModel,
  findCatalogueEntry,
  findModels,
  ModelDownloadError,
  removeModel,
  verifyModel,
} from '@steno/recognition/models';
import { similarNames } from '@steno/server';
import { CliError } from '../cli-error.ts';
import type { ModelPlaces } from '../recognizer/find-recognizer.ts';
import { Steps } from '../terminal/steps.ts';
import type { CommandContext } from './context.ts';

/** The options of `steno models pull`, as the command line has them. */
export interface PullCommandOptions {
  readonly modelIds: readonly string[];
  /** Instead of ids: a BCP-47 tag. */
  readonly language?: string | undefined;
  /** What the language's models are for: sessions with `type=fast`, the default, or `type=quality`. */
  readonly type?: 'fast' | 'quality' | undefined;
  /** A mirror. */
  readonly modelsUrl?: string | undefined;
  readonly places: ModelPlaces;
}

/**
 * `steno models pull`: downloads models of the catalogue, checks and installs them. A download that broke off goes on.
 *
 * @throws CliError (as a rejection) `usage` or `model`, TypeError for an address of models that is none.
 */
export async function pullModelsCommand(options: PullCommandOptions, context: CommandContext): Promise<void> {
  const directory = options.places.namedDirectories[0] ?? options.places.downloadDirectory;
  const steps = new Steps(context.err);
  for (const entry of chosenEntries(options)) {
    const megabytes = megabytesOf(downloadBytes(entry));
    steps.prose(`${entry.modelId}: ${megabytes} MB, licence ${entry.licence}, into ${directory}`);
    const showProgress = steps.download(entry.modelId);
    try {
      const model = await downloadModel(entry, {
        directory,
        baseUrl: options.modelsUrl,
        environment: context.environment,
        signal: context.signal,
        onProgress: ({ receivedBytes, totalBytes }) => {
          showProgress(receivedBytes, totalBytes);
        },
      });
      context.err.live([]);
      context.out.line(`${entry.modelId} is installed in ${model.folder ?? directory}`);
    } catch (error) {
      context.signal.throwIfAborted();
      throw explain(error);
    } finally {
      context.err.live([]);
    }
  }
}

/**
 * `steno models verify`: checks each file of the models, of all when none is named, against its size and SHA-256 and
 * how it is built. Prints a sentence for each fault.
 *
 * @throws CliError (as a rejection) `model` when something is wrong.
 */
export async function verifyModelsCommand(
  { modelIds, places }: { readonly modelIds: readonly string[]; readonly places: ModelPlaces },
  context: CommandContext,
): Promise<void> {
  const folders = await installedFolders(places.directories);
  const wanted = modelIds.length === 0 ? folders : modelIds.map((id) => requireInstalled(id, folders));
  if (wanted.length === 0) {
    context.err.line(`No models in ${places.directories.join(', ')}; get one with: steno models pull --language TAG`);
    return;
  }
  let damaged = 0;
  for (const folder of wanted) {
    const { faults, comparedFiles } = await verifyModel(folder, context.signal).catch((error: unknown) => {
      context.signal.throwIfAborted();
      throw explain(error);
    });
    for (const fault of faults) context.out.line(fault);
    if (faults.length > 0) {
      damaged += 1;
      continue;
    }
    const what =
      comparedFiles > 0
        ? `${comparedFiles} files have the size and SHA-256 they should`
        : 'its files are built as they should be; no size and SHA-256 of them is known';
    context.out.line(`${basename(folder)}: ${what}`);
  }
  if (damaged === 0) return;
  throw new CliError('model', `${damaged} of ${wanted.length} models cannot be used as they are; see the lines above.`);
}

/**
 * `steno models remove`: removes models from the directory that downloads go to, and from those that the user named.
 *
 * @throws CliError (as a rejection) `model` when one is not there, or is elsewhere.
 */
export async function removeModelsCommand(
  { modelIds, places }: { readonly modelIds: readonly string[]; readonly places: ModelPlaces },
  context: CommandContext,
): Promise<void> {
  const own = [...places.namedDirectories, places.downloadDirectory];
  for (const id of modelIds) {
    const removed = await removeFrom(own, id);
    if (removed !== undefined) {
      const freed = (removed.bytes / 1_000_000).toFixed(1);
      context.out.line(`${id} is removed from ${removed.directory}; ${freed} MB are free again.`);
      continue;
    }
    const folders = await installedFolders(places.directories);
    const folder = requireInstalled(id, folders);
    throw new CliError(
      'model',
      `${folder} is not in ${places.downloadDirectory}, where downloads go; to remove it all the same, name its directory with --models-dir ${dirname(folder)}`,
    );
  }
}

function chosenEntries({ modelIds, language, type }: PullCommandOptions): readonly CatalogueEntry[] {
  if (language === undefined) {
    if (type !== undefined) throw new CliError('usage', '--type goes with --language; an id says all.');
    if (modelIds.length > 0) return modelIds.map(requireEntry);
    throw new CliError('usage', 'Name a model, or a language with --language; steno models list shows them.');
  }
  if (modelIds.length > 0) throw new CliError('usage', 'Name models or a language, not both.');
  const live = defaultModelFor(language);
  const offline = defaultModelFor(language, 'offline');
  const entries = type === 'quality' ? [live, offline] : [live];
  return entries.map((entry, index) => {
    if (entry !== undefined) return entry;
    const what = index === 0 ? 'live text' : 'whole segments, as type=quality needs it,';
    throw new CliError('model', `The catalogue has no model for ${what} in "${language}"; see: steno models list.`);
  });
}

function requireEntry(id: string): CatalogueEntry {
  const entry = findCatalogueEntry(id);
  if (entry !== undefined) return entry;
  const names = catalogue.map(({ modelId }) => modelId);
  throw new CliError('model', `The catalogue has no model "${id}"${orSimilar(id, names)}; see: steno models list.`);
}

/** The folder with that name. */
function requireInstalled(id: string, folders: readonly string[]): string {
  const folder = folders.find((candidate) => basename(candidate) === id);
  if (folder !== undefined) return folder;
  const names = folders.map((candidate) => basename(candidate));
  throw new CliError('model', `No model "${id}" is installed${orSimilar(id, names)}; see: steno models list.`);
}

function orSimilar(id: string, names: readonly string[]): string {
  const similar = similarNames(id, names);
  return similar.length === 0 ? '' : ` (is it ${similar.join(', or ')}?)`;
}

/** The folders of models, those that cannot be used included. */
async function installedFolders(directories: readonly string[]): Promise<readonly string[]> {
  const { models, rejected } = await findModels(directories);
  const folders = [...models.map(({ folder }) => folder), ...rejected.map(({ directory }) => directory)];
  return folders.filter((folder) => folder !== undefined).sort();
}

async function removeFrom(
  directories: readonly string[],
  id: string,
): Promise<{ readonly directory: string; readonly bytes: number } | undefined> {
  for (const directory of directories) {
    try {
      const bytes = await removeModel(directory, id);
      if (bytes !== undefined) return { directory, bytes };
    } catch (error) {
      throw explain(error);
    }
  }
  return undefined;
}

function explain(error: unknown): unknown {
  if (error instanceof ModelDownloadError) return new CliError('model', error.message, error);
  if (error instanceof TypeError) return new CliError('usage', `${capitalised(error.message)}.`, error);
  return error;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function megabytesOf(bytes: number): number {
  return Math.max(1, Math.round(bytes / 1_000_000));
}
