import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { matchLanguage } from '@steno/protocol';
import type { InstalledModel } from '@steno/recognition';
import { CliError } from '../cli-error.ts';
import { findDebianInstaller } from '../system/debian-packages.ts';
import type { Steps } from '../terminal/steps.ts';
import type { CommandContext } from '../commands/context.ts';
import { recordingPackage } from './prepare-recognizer.ts';

/** A recording to demonstrate with. */
export interface Recording {
  /** Absolute, or as the user gave it. */
  readonly path: string;
  /** The language to ask the server for: one that it serves. */
  readonly language: string;
}

/** A sentence of LibriVox's "Sense and Sensibility", in the Debian package `pocketsphinx-testdata`. */
const debianRecording = '/usr/share/pocketsphinx/test/data/librivox/sense_and_sensibility_01_austen_64kb-0870.wav';

/**
 * Finds a recording of real speech in a language of the model: the user's, else one that came with the
 * model, else Debian's, which is installed when that needs no question.
 *
 * @param given - a path the user chose; undefined for none.
 * @throws CliError (as a rejection) `no_recording`, saying how to give one.
 */
export async function prepareRecording(
  given: string | undefined,
  model: InstalledModel,
  { steps, context }: { readonly steps: Steps; readonly context: CommandContext },
): Promise<Recording> {
  const language = model.languages[0] ?? 'en';
  if (given !== undefined && given !== '') {
    if (!existsSync(given)) throw new CliError('no_recording', `The recording ${given} does not exist.`);
    return { path: given, language };
  }
  const ofModel = await recordingOf(model);
  if (ofModel !== undefined) return { path: ofModel, language };
  const english = matchLanguage('en-US', model.languages) ?? matchLanguage('en', model.languages);
  if (english !== undefined) {
    if (!existsSync(debianRecording)) await installRecording(steps, context);
    if (existsSync(debianRecording)) return { path: debianRecording, language: english };
  }
  throw new CliError(
    'no_recording',
    `There is no recording in ${language} here to show; give one with --recording FILE or STENO_RECORDING.`,
  );
}

async function recordingOf(model: InstalledModel): Promise<string | undefined> {
  if (model.folder === undefined) return undefined;
  const folder = join(model.folder, 'test_wavs');
  try {
    const names = (await readdir(folder)).filter((name) => name.toLowerCase().endsWith('.wav'));
    const [first] = names.sort();
    return first === undefined ? undefined : join(folder, first);
  } catch {
    // Most models come without recordings.
    return undefined;
  }
}

async function installRecording(steps: Steps, context: CommandContext): Promise<void> {
  const installer = await findDebianInstaller(context.environment);
  if (installer === undefined) return;
  steps.entry('none', 'Recording', `none here; ${installer.describe([recordingPackage])}`);
  const problem = await steps.busy(
    'Installing a recording, 6 MB',
    installer.install([recordingPackage], context.signal),
  );
  context.signal.throwIfAborted();
  if (problem !== undefined) steps.entry('notice', 'Recording', `was not installed: ${problem}`);
}
