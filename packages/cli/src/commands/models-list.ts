import { stat } from 'node:fs/promises';
import { canonicalLanguage, matchLanguage } from '@steno/protocol';
import { type InstalledModel, taskOf } from '@steno/recognition';
import { catalogue, type CatalogueEntry, downloadBytes, findModels, installedBytes } from '@steno/recognition/models';
import { CliError } from '../cli-error.ts';
import { type ModelPlaces, systemModel } from '../recognizer/find-recognizer.ts';
import { truncate } from '../terminal/display-width.ts';
import { tableLines } from '../terminal/table.ts';
import type { CommandContext } from './context.ts';

/** The options of `steno models list`, as the command line has them. */
export interface ListModelsCommandOptions {
  /** Print an object as one line of JSON. */
  readonly json: boolean;
  /** Only models that serve this language; a BCP-47 tag. */
  readonly language?: string | undefined;
  readonly places: ModelPlaces;
}

/** So that the widest row, with the longest id, fits 100 columns. */
const licenceColumns = 20;
const writing = { upper: 'AA', lower: 'aa', mixed: 'Aa' } as const;

/**
 * `steno models list`: the models that are installed, and those of the catalogue.
 *
 * @throws CliError (as a rejection) `usage` for a language that is no tag.
 */
export async function listModelsCommand(options: ListModelsCommandOptions, context: CommandContext): Promise<void> {
  const serves = languageFilter(options.language);
  const { models, rejected } = await findModels(options.places.directories);
  const system = systemModel();
  const installed = (system === undefined ? models : [...models, system]).filter(serves);
  const available = catalogue.filter(serves);
  const { out, err } = context;
  if (options.json) {
    const described = await Promise.all(installed.map(describeInstalled));
    const list = { installed: described, rejected, available: available.map(describeEntry) };
    out.line(JSON.stringify(list));
    return;
  }
  for (const { reason } of rejected) err.line(`steno: ${reason}`);
  await showInstalled(installed, options.places, context);
  const ids = new Set(models.map(({ modelId }) => modelId));
  showAvailable(
    available.filter(({ modelId }) => !ids.has(modelId)),
    context,
  );
}

function languageFilter(language: string | undefined): (model: { readonly languages: readonly string[] }) => boolean {
  if (language === undefined) return () => true;
  const wanted = canonicalLanguage(language);
  if (wanted === undefined)
    throw new CliError('usage', `--language is "${language}"; it must be a BCP-47 tag like en-US.`);
  return ({ languages }) => matchLanguage(wanted, languages) !== undefined;
}

async function showInstalled(
  installed: readonly InstalledModel[],
  places: ModelPlaces,
  { out }: CommandContext,
): Promise<void> {
  if (installed.length === 0) {
    out.line(`Installed: none in ${places.directories.join(', ')}.`);
    return;
  }
  out.line('Installed:');
  const rows = await Promise.all(
    installed.map(async (model) => [
      model.modelId,
      languagesInShort(model.languages),
      taskOf(model.files),
      inMegabytes(await bytesOf(model)),
      model.folder ?? 'the system',
    ]),
  );
  for (const line of tableLines([['ID', 'LANGUAGES', 'TASK', 'MB', 'FOLDER'], ...rows])) out.line(line);
}

function showAvailable(available: readonly CatalogueEntry[], { out }: CommandContext): void {
  if (available.length === 0) return;
  out.line();
  out.line('To download with steno models pull ID; TEXT shows its letters, and .? where it writes punctuation:');
  const rows = available.map((entry) => [
    entry.modelId,
    languagesInShort(entry.languages),
    taskOf(entry),
    entry.type,
    inMegabytes(downloadBytes(entry)),
    textInShort(entry),
    truncate(entry.licence.replace(/^LicenseRef-/, ''), licenceColumns),
  ]);
  for (const line of tableLines([['ID', 'LANGUAGES', 'TASK', 'TYPE', 'MB', 'TEXT', 'LICENCE'], ...rows]))
    out.line(line);
}

function languagesInShort(languages: readonly string[]): string {
  return languages.length > 3 ? `${languages.length} languages` : languages.join(',');
}

function textInShort({ casing, hasPunctuation }: CatalogueEntry): string {
  const letters = casing === undefined ? '- ' : writing[casing];
  return hasPunctuation === true ? `${letters} .?` : letters;
}

function inMegabytes(bytes: number | undefined): string {
  return bytes === undefined ? '-' : String(Math.max(1, Math.round(bytes / 1_000_000))).padStart(4);
}

/** What its files take on the disk; undefined where they are the system's. */
async function bytesOf({ files, folder }: InstalledModel): Promise<number | undefined> {
  if (folder === undefined) return undefined;
  const { kind: _kind, ...paths } = files;
  const sizes = await Promise.all(Object.values(paths).map(async (file) => (await stat(file)).size));
  return sizes.reduce((total, size) => total + size, 0);
}

async function describeInstalled(model: InstalledModel): Promise<object> {
  const { modelId: id, engine, languages, languagesAreDeclared, files, folder } = model;
  const bytes = await bytesOf(model);
  return { id, engine, kind: files.kind, task: taskOf(files), languages, languagesAreDeclared, bytes, folder };
}

function describeEntry(entry: CatalogueEntry): object {
  const { modelId: id, kind, languages, type, casing, hasPunctuation, licence, source, files } = entry;
  const bytes = { downloadBytes: downloadBytes(entry), installedBytes: installedBytes(entry) };
  return { id, kind, task: taskOf(entry), languages, type, ...bytes, casing, hasPunctuation, licence, source, files };
}
