import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import {
  moonshineModel,
  readDebianRecording,
  readRecording,
  type Recording,
  tellLeftOut,
  testAssets,
} from '@steno/testkit';

/** A recognizer that is there, and speech it understands. */
export interface TestRecognizer {
  /** Flags of `steno serve`. */
  readonly flags: readonly string[];
  readonly recording: Recording;
  /** The share of wrong words the recording may have with it; measured 0.09 and 0, with room. */
  readonly maxWordErrorRatio: number;
  /** How many times faster than it was spoken the recording may come for partials to keep up with it. */
  readonly pace: number;
}

/**
 * The recognizer for tests that need any: the small model of the test assets, else PocketSphinx.
 *
 * @throws rejects with Error, naming what to install, when there is neither.
 */
export async function findTestRecognizer(): Promise<TestRecognizer> {
  const assets = testAssets();
  if (assets !== undefined) {
    return {
      flags: smallModelFlags(assets.modelsDir),
      recording: await readRecording(assets, 'jfk.flac'),
      maxWordErrorRatio: 0.2,
      pace: 4,
    };
  }
  const pocketSphinx = await findPocketSphinx();
  if (pocketSphinx === undefined) {
    throw new Error(
      'no recognizer for the tests: install pocketsphinx-en-us, libpocketsphinx3 and pocketsphinx-testdata',
    );
  }
  return pocketSphinx;
}

/** The flags for the small model of the test assets. */
export function smallModelFlags(modelsDir: string): readonly string[] {
  return ['--engine', 'sherpa', '--workers', '1', '--models-dir', join(modelsDir, 'zipformer-en-tiny')];
}

/** The small model of the test assets, and Moonshine to hear its segments again. */
export interface TwoModels {
  /** Flags of `steno serve`. */
  readonly flags: readonly string[];
  readonly read: (name: string) => Promise<Recording>;
}

/**
 * The models for tests of text quality.
 *
 * @param what - the tests, for the line that says that they are left out.
 * @returns undefined, and told, when a model or the recordings are not there.
 */
export async function findTwoModels(what: string): Promise<TwoModels | undefined> {
  const assets = testAssets();
  if (assets === undefined) {
    tellLeftOut(what, 'STENO_TEST_ASSETS has no models and recordings');
    return undefined;
  }
  const folder = (await moonshineModel())?.folder;
  if (folder === undefined) {
    tellLeftOut(what, 'the npm registry, which has the second model, does not answer');
    return undefined;
  }
  const directories = [join(assets.modelsDir, 'zipformer-en-tiny'), folder].join(delimiter);
  return {
    flags: ['--engine', 'sherpa', '--workers', '1', '--models-dir', directories],
    read: (name) => readRecording(assets, name),
  };
}

/** PocketSphinx with a recording of Debian's; undefined, and told, when it is not installed. */
export async function findPocketSphinx(): Promise<TestRecognizer | undefined> {
  const recording = await readDebianRecording();
  if (recording === undefined || !existsSync('/usr/share/pocketsphinx/model/en-us')) {
    tellLeftOut('the tests with PocketSphinx', 'pocketsphinx-en-us or pocketsphinx-testdata is not installed');
    return undefined;
  }
  return { flags: ['--engine', 'pocketsphinx', '--workers', '1'], recording, maxWordErrorRatio: 0.5, pace: 1 };
}
