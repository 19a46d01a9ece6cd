import { homedir } from 'node:os';
import { delimiter, resolve } from 'node:path';
import { type InstalledModel, modelFilesFromSystem, type ModelTask, modelTasks, taskOf } from '@steno/recognition';
import { findModels, modelDirectories, userModelDirectory } from '@steno/recognition/models';
import type { Configuration } from '@steno/server';
import { CliError } from '../cli-error.ts';
import { installCommand } from '@steno/client/programs';

/** The Debian packages of the fallback recognizer. */
export const pocketSphinxPackages: readonly string[] = ['libpocketsphinx3', 'pocketsphinx-en-us'];

/** Where models come from on this machine. */
export interface ModelPlaces {
  /** The directories searched, best first; absolute. */
  readonly directories: readonly string[];
  /** Those of them that the user named; absolute. */
  readonly namedDirectories: readonly string[];
  /** The directory that downloads go to; absolute, one of `directories`. */
  readonly downloadDirectory: string;
}

/** Models that can serve. */
export interface FoundRecognizer {
  /** Those for live text first, the preferred first of all; none when nothing here gives live text. */
  readonly models: readonly InstalledModel[];
  /** The models for whole segments and punctuation; in `models` too where that has any. */
  readonly secondary: readonly InstalledModel[];
  /** What was meant to be a model and is none, one sentence each. */
  readonly problems: readonly string[];
}

/** The places of models that a configuration and the user's environment name. */
export function modelPlaces(
  configuration: Pick<Configuration, 'modelsDir'>,
  environment: Readonly<Record<string, string | undefined>>,
): ModelPlaces {
  const user = { environment, homeDirectory: homedir(), workingDirectory: process.cwd() };
  const named = configuration.modelsDir.split(delimiter).filter((part) => part.trim() !== '');
  return {
    namedDirectories: named.map((directory) => resolve(directory)),
    directories: modelDirectories({ ...user, configured: configuration.modelsDir }),
    downloadDirectory: userModelDirectory(user),
  };
}

/**
 * Finds what can recognize speech with the engine asked for: models of sherpa for live text, else PocketSphinx of the
 * system. The engine is that of live text: models for whole segments and punctuation come with either.
 */
export async function findRecognizer(
  configuration: Pick<Configuration, 'engine'>,
  places: Pick<ModelPlaces, 'directories'>,
): Promise<FoundRecognizer> {
  const search = await findModels(places.directories);
  const problems = search.rejected.map((rejected) => rejected.reason);
  const ofTask = (task: ModelTask): readonly InstalledModel[] =>
    search.models.filter((model) => taskOf(model.files) === task);
  const secondary = modelTasks.filter((task) => task !== 'streaming').flatMap(ofTask);
  const streaming = ofTask('streaming').filter(({ engine }) => suits(engine, configuration));
  const system = streaming.length > 0 || configuration.engine === 'sherpa' ? undefined : systemModel();
  const live = system === undefined ? streaming : [system];
  return { models: live.length > 0 ? [...live, ...secondary] : [], secondary, problems };
}

function suits(engine: InstalledModel['engine'], configuration: Pick<Configuration, 'engine'>): boolean {
  return configuration.engine !== 'pocketsphinx' || engine === 'pocketsphinx';
}

/** PocketSphinx with its English model, when the system has both. */
export function systemModel(): InstalledModel | undefined {
  const files = modelFilesFromSystem();
  if (files === undefined) return undefined;
  return {
    modelId: 'pocketsphinx-en-us',
    engine: 'pocketsphinx',
    languages: ['en-US'],
    languagesAreDeclared: true,
    files,
  };
}

/** The error for a machine without a recognizer: it lists the choices. */
export function noRecognizerError(configuration: Pick<Configuration, 'engine'>, places: ModelPlaces): CliError {
  const choices = {
    sherpa: `put a sherpa-onnx streaming model into a folder of ${places.directories.join(', ')}, or name its directory with --models-dir`,
    download: 'let steno start download one, which needs the network',
    pocketsphinx: `install PocketSphinx, of low accuracy: ${installCommand(pocketSphinxPackages.join(' '), 'cmu-pocketsphinx')}`,
  };
  const allowed = {
    auto: [choices.sherpa, choices.download, choices.pocketsphinx],
    sherpa: [choices.sherpa, choices.download],
    pocketsphinx: [choices.pocketsphinx],
  }[configuration.engine];
  return new CliError('no_recognizer', `There is no recognizer here. Either ${allowed.join('; or ')}.`);
}
