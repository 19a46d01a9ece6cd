import { homedir } from 'node:os';
import { type InstalledModel, modelFilesFromSystem } from '@steno/recognition';
import { findModels, modelDirectories, type ModelSearch, userModelDirectory } from '@steno/recognition/models';
import type { Configuration } from '@steno/server';
import { CliError } from '../cli-error.ts';
import { installCommand } from '../system/find-program.ts';

/** The Debian packages of the fallback recognizer. */
export const pocketSphinxPackages: readonly string[] = ['libpocketsphinx3', 'pocketsphinx-en-us'];

/** Where models come from on this machine. */
export interface ModelPlaces {
  /** The directories searched, best first; absolute. */
  readonly directories: readonly string[];
  /** The directory that downloads go to; absolute, one of `directories`. */
  readonly downloadDirectory: string;
}

/** Models that can serve, the preferred first. */
export interface FoundRecognizer {
  readonly models: readonly InstalledModel[];
  /** What was meant to be a model and is none, one sentence each. */
  readonly problems: readonly string[];
}

/** The places of models that a configuration and the user's environment name. */
export function modelPlaces(
  configuration: Pick<Configuration, 'modelsDir'>,
  environment: Readonly<Record<string, string | undefined>>,
): ModelPlaces {
  const user = { environment, homeDirectory: homedir(), workingDirectory: process.cwd() };
  return {
    directories: modelDirectories({ ...user, configured: configuration.modelsDir }),
    downloadDirectory: userModelDirectory(user),
  };
}

/**
 * Finds what can recognize speech with the engine asked for: models of sherpa, else PocketSphinx of the system.
 *
 * @returns no models when there is none.
 */
export async function findRecognizer(
  configuration: Pick<Configuration, 'engine'>,
  places: ModelPlaces,
): Promise<FoundRecognizer> {
  const search: ModelSearch =
    configuration.engine === 'pocketsphinx' ? { models: [], rejected: [] } : await findModels(places.directories);
  const problems = search.rejected.map((rejected) => rejected.reason);
  if (search.models.length > 0 || configuration.engine === 'sherpa') return { models: search.models, problems };
  const system = systemModel();
  return { models: system === undefined ? [] : [system], problems };
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
