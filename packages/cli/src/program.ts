import { Argument, Command, CommanderError, Option } from 'commander';
import { optionRanges, serviceTypes } from '@steno/protocol';
import {
  alertRules,
  configurationReference,
  type ConfigurationSources,
  grafanaDashboard,
  metricsPage,
  parseConfiguration,
  type SettingName,
  settingNames,
  settings,
} from '@steno/server';
import { createKeyCommand, listKeysCommand, revokeKeyCommand } from './commands/keys.ts';
import type { CommandContext } from './commands/context.ts';
import { doctorCommand } from './commands/doctor.ts';
import { pullModelsCommand, removeModelsCommand, verifyModelsCommand } from './commands/models.ts';
import { listModelsCommand } from './commands/models-list.ts';
import { serveCommand } from './commands/serve.ts';
import { shutdownCommand } from './commands/shutdown.ts';
import { startCommand } from './commands/start.ts';
import { transcribeCommand } from './commands/transcribe.ts';
import { type ModelPlaces, modelPlaces } from './recognizer/find-recognizer.ts';
import type { SessionFlags } from './transcription/session-options.ts';

const defaultUrl = 'ws://127.0.0.1:8080';

type Flags = NonNullable<ConfigurationSources['flags']>;
/** What commander collected: option names in camel case, which are the names of the settings. */
type Options = Readonly<Record<string, unknown>>;

/**
 * Makes the command line: which commands and options there are, and what runs for each.
 *
 * @returns a program whose `parseAsync` rejects instead of ending the process: with CommanderError for a
 *   command line it does not understand, and with what a command throws.
 */
export function createProgram(context: CommandContext): Command {
  const program = new Command('steno')
    .description('Live speech to text on your own machine, over WebSocket.')
    .version('0.1.0')
    .exitOverride()
    .configureOutput({
      writeErr: () => undefined,
      writeOut: (text) => {
        context.out.line(text.trimEnd());
      },
    })
    .showSuggestionAfterError();
  addServe(program, context);
  addStart(program, context);
  addTranscribe(program, context);
  addModels(program, context);
  addKeys(program, context);
  addShutdown(program, context);
  withSettings(program.command('doctor'), ['host', 'port', 'dataDir', 'modelsDir', 'engine'])
    .description('say what is there, what is missing, and what to type')
    .action((options: Options) => doctorCommand(flagsOf(options), context));
  program
    .command('configuration', { hidden: true })
    .description('print the reference of all settings as Markdown')
    .action(() => {
      context.out.line(configurationReference().trimEnd());
    });
  const metricsForms = { page: metricsPage, dashboard: grafanaDashboard, alerts: alertRules };
  program
    .command('metrics', { hidden: true })
    .description(
      'print what is made from the table of metrics: a page, a dashboard for Grafana, alert rules for Prometheus',
    )
    .addArgument(new Argument('<form>').choices(Object.keys(metricsForms)))
    .action((form: keyof typeof metricsForms) => {
      context.out.line(metricsForms[form]().trimEnd());
    });
  return program;
}

/** Why commander stopped: help and version are no failures. */
export function isHelp(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0;
}

function addServe(program: Command, context: CommandContext): void {
  withSettings(program.command('serve'), settingNames)
    .description('run the server')
    .action((options: Options) => serveCommand(flagsOf(options), context));
}

function addStart(program: Command, context: CommandContext): void {
  withSettings(program.command('start'), settingNames)
    .description('get a recognizer, start the server and show a recording transcribed live')
    .option('--once', 'end after the recording', false)
    .option('--recording <file>', 'recording to show (STENO_RECORDING)')
    .action((options: Options) =>
      startCommand(
        flagsOf(options),
        { once: options['once'] === true, recording: text(options['recording']) },
        context,
      ),
    );
}

function addTranscribe(program: Command, context: CommandContext): void {
  const { environment } = context;
  program
    .command('transcribe <file>')
    .description('transcribe a file, or raw 16 kHz mono 16-bit PCM from standard input (-)')
    .option('--url <url>', `server (STENO_URL, default ${defaultUrl})`)
    .option('--key <key>', 'API key (STENO_KEY)')
    .option('--language <tag>', 'BCP-47 tag, such as en-US')
    .addOption(new Option('--type <type>', 'fast, or heard again by a second model').choices(serviceTypes))
    .option('--endpointing-ms <ms>', `silence that ends a segment, ${rangeOf('endpointing_ms')}`)
    .option('--max-segment-ms <ms>', `the longest a segment gets, ${rangeOf('max_segment_ms')}`)
    .option('--key-term <term>', 'a word or phrase to prefer; may be given again', collect)
    .option('--no-formatting', "the engine's words as they are")
    .option('--actual-numbers', 'digits in place of number words', false)
    .addOption(new Option('--pace <pace>', 'how fast the audio is sent').choices(['real-time', 'max']).default('max'))
    .option('--json', 'print each message of the server as a line of JSON', false)
    .option('--ca <file>', 'PEM file of the authority to trust (TLS)')
    .option('--insecure', 'accept any certificate (TLS); for tests on your own machine', false)
    .action((file: string, options: Options) =>
      transcribeCommand(
        file,
        {
          url: text(options['url']) ?? given(environment['STENO_URL']) ?? defaultUrl,
          key: text(options['key']) ?? given(environment['STENO_KEY']),
          language: text(options['language']),
          pace: options['pace'] === 'real-time' ? 'real-time' : 'max',
          json: options['json'] === true,
          ca: text(options['ca']),
          insecure: options['insecure'] === true,
          session: sessionFlagsOf(options),
        },
        context,
      ),
    );
}

function sessionFlagsOf(options: Options): SessionFlags {
  const keyTerms: unknown = options['keyTerm'];
  return {
    type: serviceTypes.find((type) => type === options['type']),
    endpointingMs: text(options['endpointingMs']),
    maxSegmentMs: text(options['maxSegmentMs']),
    keyTerms: Array.isArray(keyTerms) ? keyTerms.map(String) : [],
    formatted: options['formatting'] !== false,
    actualNumbers: options['actualNumbers'] === true,
  };
}

function rangeOf(option: keyof typeof optionRanges): string {
  const { min, max } = optionRanges[option];
  return `${min}..${max} (default: the server's)`;
}

function collect(term: string, before: readonly string[] = []): readonly string[] {
  return [...before, term];
}

function addShutdown(program: Command, context: CommandContext): void {
  withSettings(program.command('shutdown'), ['dataDir'])
    .description('tell a running server to end, now or later; its clients are told when')
    .option('--in <seconds>', 'end in that many seconds (default: as soon as the sessions allow it)')
    .action((options: Options) =>
      shutdownCommand({ dataDir: dataDirectory(options, context), inSeconds: text(options['in']) }, context),
    );
}

function addModels(program: Command, context: CommandContext): void {
  const { environment } = context;
  const models = program.command('models').description('list, download, check and remove models');
  const places = (options: Options): ModelPlaces => placesOfModels(options, context);
  withSettings(models.command('list'), ['modelsDir'])
    .description('list the models that are installed, and those that can be downloaded')
    .option('--language <tag>', 'only those for a language, such as en-US')
    .option('--json', 'print an object as one line of JSON', false)
    .action((options: Options) =>
      listModelsCommand(
        { places: places(options), language: text(options['language']), json: options['json'] === true },
        context,
      ),
    );
  withSettings(models.command('pull [id...]'), ['modelsDir'])
    .description("download models, check and install them: into the first of --models-dir, else the user's cache")
    .option('--language <tag>', 'instead of ids: what is wanted for a language, such as en-US')
    .addOption(
      new Option(
        '--type <type>',
        'with --language: what sessions of that type need; quality has a second model',
      ).choices(['fast', 'quality']),
    )
    .option('--models-url <url>', 'mirror with each file at <url>/<id>/<file> (STENO_MODELS_URL)')
    .action((modelIds: readonly string[], options: Options) =>
      pullModelsCommand(
        {
          modelIds,
          language: text(options['language']),
          type: options['type'] === 'quality' || options['type'] === 'fast' ? options['type'] : undefined,
          modelsUrl: text(options['modelsUrl']) ?? given(environment['STENO_MODELS_URL']),
          places: places(options),
        },
        context,
      ),
    );
  withSettings(models.command('verify [id...]'), ['modelsDir'])
    .description('check every file of models against its size and SHA-256; of all models when none is named')
    .action((modelIds: readonly string[], options: Options) =>
      verifyModelsCommand({ modelIds, places: places(options) }, context),
    );
  withSettings(models.command('remove <id...>'), ['modelsDir'])
    .description('remove models that were downloaded, or that are in --models-dir')
    .action((modelIds: readonly string[], options: Options) =>
      removeModelsCommand({ modelIds, places: places(options) }, context),
    );
}

function addKeys(program: Command, context: CommandContext): void {
  const keys = program.command('keys').description('create, list and revoke API keys');
  const dataDir = (options: Options): string => dataDirectory(options, context);
  withSettings(keys.command('create'), ['dataDir'])
    .description('make a key and print it as the last line')
    .requiredOption('--name <name>', 'name to know it by, 1..64 printable characters')
    .option('--owner <owner>', 'whose sessions and records these are; keys of one owner share them (default: the name)')
    .option('--expires-in-days <days>', 'days until it is refused, 1..1825 (default 365)')
    .action((options: Options) =>
      createKeyCommand(
        {
          dataDir: dataDir(options),
          name: text(options['name']) ?? '',
          owner: text(options['owner']),
          expiresInDays: text(options['expiresInDays']),
        },
        context,
      ),
    );
  withSettings(keys.command('list'), ['dataDir'])
    .description('list all keys with their state')
    .action((options: Options) => {
      listKeysCommand(dataDir(options), context);
    });
  withSettings(keys.command('revoke <id-or-name>'), ['dataDir'])
    .description('refuse a key from now on')
    .action((idOrName: string, options: Options) => revokeKeyCommand(dataDir(options), idOrName, context));
}

/** For what only needs to know where models are: another setting that is wrong must not be in the way. */
function placesOfModels(options: Options, { environment }: CommandContext): ModelPlaces {
  const name = settings.modelsDir.environment;
  const known = { [name]: environment[name] };
  return modelPlaces(parseConfiguration({ flags: flagsOf(options), environment: known }), environment);
}

/** For what only needs to know where the data is: another setting that is wrong must not be in the way. */
function dataDirectory(options: Options, { environment }: CommandContext): string {
  const names = [settings.dataDir.environment, 'XDG_DATA_HOME'];
  const known = Object.fromEntries(names.map((name) => [name, environment[name]]));
  return parseConfiguration({ flags: flagsOf(options), environment: known }).dataDir;
}

function withSettings(command: Command, names: readonly SettingName[]): Command {
  for (const name of names) {
    const { flag, placeholder, text: effect, environment, defaultText } = settings[name];
    const fallback = defaultText === '' ? '' : `, default ${defaultText}`;
    command.option(`${flag} ${placeholder}`, `${effect} (${environment}${fallback})`);
  }
  return command;
}

function flagsOf(options: Options): Flags {
  return Object.fromEntries(settingNames.map((name) => [name, text(options[name])]));
}

/** An empty environment variable counts as absent. */
function given(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
