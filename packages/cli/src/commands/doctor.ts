import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { recognitionAssets } from '../recognizer/recognition-assets.ts';
import { findMicrophonePrograms, findProgram, installCommand } from '@steno/client/programs';
import { taskOf } from '@steno/recognition';
import { type Configuration, type ConfigurationSources, openKeyStore, parseConfiguration } from '@steno/server';
import {
  findRecognizer,
  modelPlaces,
  noRecognizerError,
  pocketSphinxPackages,
  systemModel,
} from '../recognizer/find-recognizer.ts';
import { type Mark, Steps } from '../terminal/steps.ts';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from './context.ts';
import { usableKeys } from './keys.ts';

interface Finding {
  readonly mark: Mark;
  readonly label: string;
  readonly text: string;
}

/**
 * `steno doctor`: says what is there, what is missing and what to type. Changes nothing.
 *
 * @throws CliError (as a rejection) when something is missing without which no server starts.
 */
export async function doctorCommand(sources: ConfigurationSources, context: CommandContext): Promise<void> {
  const configuration = parseConfiguration(sources);
  const findings: readonly Finding[] = [
    nodeVersion(),
    ...recognitionAssets(createRequire(import.meta.url)),
    pocketSphinx(),
    ffmpeg(context),
    microphone(context),
    ...(await models(configuration, context)),
    await dataDirectory(configuration.dataDir),
    keys(configuration.dataDir),
    await port(configuration),
  ];
  const steps = new Steps(context.out);
  for (const { mark, label, text } of findings) steps.entry(mark, label, text);
  const missing = findings.filter((finding) => finding.mark === 'missing').map((finding) => finding.label);
  if (missing.length > 0) {
    throw new CliError(
      'no_recognizer',
      `Something is missing that a server needs: ${missing.join(', ')}; see the lines with ✗.`,
    );
  }
}

function nodeVersion(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isServed = major > 20 || (major === 20 && minor >= 19);
  const text = isServed ? process.versions.node : `${process.versions.node}; Steno needs 20.19 or newer: nodejs.org`;
  return { mark: isServed ? 'done' : 'missing', label: 'Node', text };
}

function pocketSphinx(): Finding {
  const label = 'PocketSphinx';
  if (systemModel() !== undefined)
    return { mark: 'done', label, text: 'library and English model, the fallback of low accuracy' };
  const text = `not installed; only needed as a fallback. Type: ${installCommand(pocketSphinxPackages.join(' '), 'cmu-pocketsphinx')}`;
  return { mark: 'none', label, text };
}

function ffmpeg(context: CommandContext): Finding {
  const found = findProgram('ffmpeg', context.environment);
  if (found !== undefined) return { mark: 'done', label: 'ffmpeg', text: found };
  const text = `not installed; steno transcribe needs it for all but 16 kHz mono 16-bit WAV. Type: ${installCommand('ffmpeg')}`;
  return { mark: 'notice', label: 'ffmpeg', text };
}

function microphone({ environment }: CommandContext): Finding {
  const label = 'Microphone';
  const [program] = findMicrophonePrograms(environment, process.platform);
  if (program !== undefined) return { mark: 'done', label, text: `${program.path}; steno listen records by it` };
  const text = `no program records; steno listen needs arecord, sox or ffmpeg. Type: ${installCommand('alsa-utils', 'sox')}`;
  return { mark: 'notice', label, text };
}

async function models(configuration: Configuration, context: CommandContext): Promise<readonly Finding[]> {
  const places = modelPlaces(configuration, context.environment);
  const { models: found, secondary, problems } = await findRecognizer(configuration, places);
  const broken = problems.map((text): Finding => ({ mark: 'notice', label: 'Models', text }));
  const searched: Finding = { mark: 'none', label: 'Models', text: `searched ${places.directories.join(', ')}` };
  const labels = { streaming: 'Recognizer', offline: 'Second pass', punctuation: 'Punctuation' } as const;
  const list = (found.length > 0 ? found : secondary).map((model): Finding => ({
    mark: 'done',
    label: labels[taskOf(model.files)],
    text: `${model.modelId} (${model.engine}, ${model.languages.join(', ')})`,
  }));
  if (found.length > 0) return [searched, ...broken, ...list];
  return [
    searched,
    ...broken,
    ...list,
    { mark: 'missing', label: 'Recognizer', text: noRecognizerError(configuration, places).message },
  ];
}

async function dataDirectory(directory: string): Promise<Finding> {
  const label = 'Data';
  const existing = await nearestExisting(directory);
  try {
    await access(existing, constants.W_OK);
  } catch {
    // Told as a finding: whatever the reason is, keys cannot be stored there.
    return { mark: 'missing', label, text: `${existing} cannot be written; choose another with --data-dir` };
  }
  if (!(await stat(existing)).isDirectory())
    return { mark: 'missing', label, text: `${existing} is not a directory; choose another with --data-dir` };
  return { mark: 'done', label, text: existing === directory ? directory : `${directory}, made when it is needed` };
}

async function nearestExisting(directory: string): Promise<string> {
  try {
    await stat(directory);
    return directory;
  } catch {
    // Not there yet, or not to be looked at: what matters is where it would be made.
    const parent = dirname(directory);
    return parent === directory ? directory : nearestExisting(parent);
  }
}

function keys(dataDirectoryPath: string): Finding {
  const label = 'API keys';
  try {
    const count = usableKeys(openKeyStore(dataDirectoryPath)).length;
    if (count > 0) return { mark: 'done', label, text: `${count} usable` };
    return { mark: 'notice', label, text: 'none; type: steno keys create --name NAME' };
  } catch (error) {
    return { mark: 'missing', label, text: error instanceof Error ? error.message : String(error) };
  }
}

async function port({ host, port: wanted }: Configuration): Promise<Finding> {
  const label = 'Port';
  const code = await tryToListen(host, wanted);
  if (code === undefined)
    return { mark: 'done', label, text: wanted === 0 ? 'any free one' : `${wanted} of ${host} is free` };
  const text =
    code === 'EADDRINUSE' ? `${wanted} of ${host} is in use` : `${wanted} of ${host} cannot be listened on (${code})`;
  return { mark: 'notice', label, text: `${text}; choose another with --port` };
}

function tryToListen(host: string, wanted: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? error.message);
    });
    server.listen(wanted, host, () => {
      server.close(() => {
        resolve(undefined);
      });
    });
  });
}
