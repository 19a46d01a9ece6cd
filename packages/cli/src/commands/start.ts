import { resolve } from 'node:path';
import type { InstalledModel } from '@steno/recognition';
import type { ServiceType } from '@steno/protocol';
import {
  type Configuration,
  type ConfigurationSources,
  isSettingGiven,
  parseConfiguration,
  settings,
} from '@steno/server';
import { CliError } from '../cli-error.ts';
import { isRecordsInUse, type LocalServer, runServer, takenPort } from '../recognizer/run-server.ts';
import { demonstrate } from '../start/demonstrate.ts';
import type { Measured } from '../start/measurements.ts';
import { prepareRecognizer } from '../start/prepare-recognizer.ts';
import { prepareRecording, type Recording } from '../start/prepare-recording.ts';
import { makeStartAdminKey, makeStartKey } from '../start/start-key.ts';
import { pageUrl } from '../terminal/page-url.ts';
import { Steps } from '../terminal/steps.ts';
import type { CommandContext } from './context.ts';
import { waitForAbort } from './wait-for-abort.ts';

/** The options of `steno start`, as the command line has them. */
export interface StartCommandOptions {
  /** End after the recording. */
  readonly once: boolean;
  /** The recording to show. */
  readonly recording?: string | undefined;
}

/**
 * `steno start`: from nothing to live text. Makes sure of a recognizer, starts the server, shows a recording
 * transcribed live and what was measured, then serves until a signal ends it.
 *
 * @throws CliError, ConfigurationError or KeyStoreError (as a rejection); with `once` also when no text came back.
 */
export async function startCommand(
  sources: ConfigurationSources,
  options: StartCommandOptions,
  context: CommandContext,
): Promise<void> {
  const given = quiet(parseConfiguration(sources), isSettingGiven('logLevel', sources));
  const configuration = options.once ? given : { ...given, adminPort: given.adminPort ?? startAdminPort };
  const steps = new Steps(context.out);
  context.out.line();
  steps.prose(`${context.out.paint('bold', 'Steno')}: live speech to text on your own machine`);
  context.out.line();
  const models = await prepareRecognizer(configuration, steps, context);
  const local = await startSomehow(configuration, models, {
    steps,
    isGiven: (name) => isSettingGiven(name, sources),
  });
  try {
    context.signal.throwIfAborted();
    const server = await introduce(local, { configuration, language: models[0]?.languages[0] }, steps);
    if (configuration.console) await sayWhereConsoleIs(local, server, steps);
    const recording = await showRecording(models, server, { options, steps, context });
    if (options.once) return;
    sayHowToConnect(server, recording, steps);
    await waitForAbort(context.signal);
    context.out.line();
    context.out.line('  Closing.');
  } finally {
    await local.close(context.hurry);
  }
}

/** Chosen: next to the port of sessions. */
const startAdminPort = 8081;

interface Introduced {
  readonly url: string;
  readonly key: string;
  readonly isInsecure: boolean;
  readonly type: ServiceType;
}

interface Demonstration {
  readonly options: StartCommandOptions;
  readonly steps: Steps;
  readonly context: CommandContext;
}

/** The screen belongs to the person who watches; the log keeps to what is wrong unless it was asked for. */
function quiet(configuration: Configuration, isLevelGiven: boolean): Configuration {
  return isLevelGiven ? configuration : { ...configuration, logLevel: 'error' };
}

/** A first look must not fail for what another server already has: its port, or its records. */
async function startSomehow(
  configuration: Configuration,
  models: readonly InstalledModel[],
  { steps, isGiven }: { readonly steps: Steps; readonly isGiven: (name: 'port' | 'adminPort') => boolean },
): Promise<LocalServer> {
  try {
    return await steps.busy('Loading the model', runServer(configuration, models));
  } catch (error) {
    if (isRecordsInUse(error)) {
      steps.entry('notice', 'Records', 'another server keeps them in this data directory, so this one keeps none.');
      return startSomehow({ ...configuration, retentionMs: 0 }, models, { steps, isGiven });
    }
    const taken = takenPort(error);
    const name = taken === configuration.port ? 'port' : 'adminPort';
    if (taken === undefined || taken !== configuration[name] || isGiven(name)) throw error;
    const flag = settings[name].flag;
    steps.entry('notice', 'Port', `${taken} is in use, so a free one is taken; ${flag} chooses.`);
    return startSomehow({ ...configuration, [name]: 0 }, models, { steps, isGiven });
  }
}

async function introduce(
  local: LocalServer,
  { configuration, language = 'en' }: { readonly configuration: Configuration; readonly language: string | undefined },
  steps: Steps,
): Promise<Introduced> {
  steps.entry('done', 'Server', local.server.url);
  const secondModelId = local.secondModelId(language);
  if (secondModelId !== undefined) {
    steps.entry(
      'done',
      'Quality',
      `${secondModelId} hears each segment again; finals are what it hears (type=quality)`,
    );
  }
  const { key, isFirst } = await makeStartKey(local.keys);
  const what = isFirst
    ? 'your first one; only its hash is kept, so note it now:'
    : 'for this start, good for a day; npx steno keys create --name NAME makes others:';
  steps.entry('done', 'API key', what);
  steps.verbatim(key);
  const type = secondModelId === undefined ? 'fast' : 'quality';
  return { url: local.server.url, key, isInsecure: configuration.tlsCert !== undefined, type };
}

/** The links sign in whoever opens them; what is behind # stays in the browser. */
async function sayWhereConsoleIs({ server, keys }: LocalServer, { key }: Introduced, steps: Steps): Promise<void> {
  steps.entry('done', 'Console', 'live captions and sessions in a browser, signed in with this key:');
  steps.verbatim(pageUrl(server.url, key));
  if (server.adminUrl === undefined) return;
  const admin = await makeStartAdminKey(keys);
  steps.entry('done', 'Health', 'what the server does, and its keys, with an admin key that is good for a day:');
  steps.verbatim(pageUrl(server.adminUrl, admin.key));
}

async function showRecording(
  models: readonly InstalledModel[],
  server: Introduced,
  { options, steps, context }: Demonstration,
): Promise<Recording | undefined> {
  const model = models[0];
  if (model === undefined) return undefined;
  const given = options.recording ?? context.environment['STENO_RECORDING'];
  let recording: Recording;
  try {
    recording = await prepareRecording(given, model, { steps, context });
  } catch (error) {
    // Without a recording there is still a server, unless the recording was all that was asked for.
    if (options.once || !(error instanceof CliError)) throw error;
    steps.entry('notice', 'Recording', error.message);
    return undefined;
  }
  steps.entry('done', 'Recording', `${recording.path}, streamed as if it were spoken now`);
  context.out.line();
  const measured = await demonstrate(recording, server, context);
  context.out.line();
  report(measured, steps);
  if (measured.words === 0) {
    const sentence = `No text came back for ${recording.path}; is there speech in ${recording.language} in it?`;
    if (options.once) throw new CliError('nothing_recognized', sentence);
    steps.entry('notice', 'Text', sentence);
  }
  return recording;
}

function report(measured: Measured, steps: Steps): void {
  if (measured.words === 0) return;
  const { firstTextAfterSpeechMs: afterSpeech, firstTextAfterAudioMs: afterAudio } = measured;
  if (afterSpeech !== undefined && afterAudio !== undefined) {
    steps.entry(
      'done',
      'First partial',
      `${seconds(afterSpeech)} after speech began, ${seconds(afterAudio)} after the first audio`,
    );
  }
  if (measured.finalMs !== undefined) {
    steps.entry('done', 'Final', `${seconds(measured.finalMs)} after its last word was heard`);
  }
  if (measured.stopMs !== undefined)
    steps.entry('done', 'Stop', `last message ${seconds(measured.stopMs)} after the end of the audio`);
  steps.entry('done', 'Text', `${measured.text} (${measured.words} words)`);
}

function sayHowToConnect(server: Introduced, recording: Recording | undefined, steps: Steps): void {
  const file = recording === undefined ? 'FILE' : quoted(resolve(recording.path));
  const language = recording?.language ?? 'en';
  const { screen } = steps;
  screen.line();
  steps.prose(
    `${screen.paint('bold', 'Serving')} ${server.url}/v2/realtime until Ctrl+C. In another terminal, in this directory:`,
  );
  screen.line();
  const trust = server.isInsecure ? ' --insecure' : '';
  const type = server.type === 'quality' ? ' --type quality' : '';
  screen.line(
    screen.paint(
      'cyan',
      `npx steno transcribe ${file} --url ${server.url} --language ${language}${type} --key ${server.key}${trust}`,
    ),
  );
  screen.line();
  steps.prose('or with a bare WebSocket: binary 16 kHz 16-bit mono audio in, JSON out, Close when done:');
  screen.line();
  screen.line(screen.paint('cyan', `${bareClient(server, language)} < ${file}`));
  screen.line();
}

/** The shortest whole client: what a developer would write first. It reads a 16 kHz mono WAV file. */
function bareClient({ url, key, isInsecure, type }: Introduced, language: string): string {
  const query = `language=${language}${type === 'quality' ? '&type=quality' : ''}`;
  const trust = isInsecure ? ',rejectUnauthorized:false' : '';
  const open = `new (require("ws"))("${url}/v2/realtime?${query}",{headers:{Authorization:"${key}"}${trust}})`;
  const send = 's.on("open",async()=>{for await(const c of process.stdin)s.send(c);s.close()})';
  return `node -e 's=${open};s.on("message",m=>console.log(m+""));${send}'`;
}

function quoted(path: string): string {
  return /^[\w./:@%+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
