import { Argument, Command, CommanderError, Option } from 'commander';
import {
  alertRules,
  configurationReference,
  expiryForms,
  grafanaDashboard,
  metricsPage,
  parseConfiguration,
  settingNames,
  stenoVersion,
} from '@steno/server';
import {
  createKeyCommand,
  listKeysCommand,
  revokeKeyCommand,
  rotateKeyCommand,
  rotateSigningCommand,
} from './commands/keys.ts';
import type { CommandContext } from './commands/context.ts';
import { checkConfigurationCommand } from './commands/config.ts';
import { doctorCommand } from './commands/doctor.ts';
import { healthCommand } from './commands/health.ts';
import { pullModelsCommand, removeModelsCommand, verifyModelsCommand } from './commands/models.ts';
import { listModelsCommand } from './commands/models-list.ts';
import { serveCommand } from './commands/serve.ts';
import { shutdownCommand } from './commands/shutdown.ts';
import { startCommand } from './commands/start.ts';
import { type ModelPlaces, modelPlaces } from './recognizer/find-recognizer.ts';
import { type Options, sourcesOf, text, withSettings } from './setting-options.ts';
import { addSessionCommands } from './session-commands.ts';

/** What says where a server listens. */
const addressNames = ['host', 'port', 'tlsCert', 'tlsKey'] as const;

/**
 * Makes the command line: which commands and options there are, and what runs for each.
 *
 * @returns a program whose `parseAsync` rejects instead of ending the process: with CommanderError for a
 *   command line it does not understand, and with what a command throws.
 */
export function createProgram(context: CommandContext): Command {
  const program = new Command('steno')
    .description('Live speech to text on your own machine, over WebSocket.')
    .version(stenoVersion)
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
  addSessionCommands(program, context);
  addModels(program, context);
  addKeys(program, context);
  addShutdown(program, context);
  addConfig(program, context);
  addHealth(program, context);
  withSettings(program.command('doctor'), ['host', 'port', 'dataDir', 'modelsDir', 'engine'])
    .description('say what is there, what is missing, and what to type')
    .action((options: Options) => doctorCommand(sourcesOf(options, context), context));
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
    .action((options: Options) => serveCommand(sourcesOf(options, context), context));
}

function addStart(program: Command, context: CommandContext): void {
  withSettings(program.command('start'), settingNames)
    .description('get a recognizer, start the server and show a recording transcribed live')
    .option('--once', 'end after the recording', false)
    .option('--recording <file>', 'recording to show (STENO_RECORDING)')
    .action((options: Options) =>
      startCommand(
        sourcesOf(options, context),
        { once: options['once'] === true, recording: text(options['recording']) },
        context,
      ),
    );
}

function addShutdown(program: Command, context: CommandContext): void {
  withSettings(program.command('shutdown'), ['dataDir'])
    .description('tell a running server to end, now or later; its clients are told when')
    .option('--in <seconds>', 'end in that many seconds (default: as soon as the sessions allow it)')
    .action((options: Options) =>
      shutdownCommand({ dataDir: dataDirectory(options, context), inSeconds: text(options['in']) }, context),
    );
}

function addConfig(program: Command, context: CommandContext): void {
  const config = program.command('config').description('check the configuration');
  withSettings(config.command('check'), settingNames)
    .description('print what each setting is and where that comes from, without secrets; starts nothing')
    .action((options: Options) => checkConfigurationCommand(sourcesOf(options, context), context));
}

function addHealth(program: Command, context: CommandContext): void {
  withSettings(program.command('health'), addressNames)
    .description('say whether the server of this machine lives; for health checks')
    .option('--ready', 'whether it takes new sessions, too', false)
    .action((options: Options) =>
      healthCommand(sourcesOf(options, context, addressNames), options['ready'] === true, context),
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
  const keys = program.command('keys').description('create, list, revoke and rotate API keys');
  const dataDir = (options: Options): string => dataDirectory(options, context);
  withSettings(keys.command('create'), ['dataDir'])
    .description('make a key and print it as the last line')
    .requiredOption('--name <name>', 'name to know it by, 1..64 printable characters')
    .option('--owner <owner>', 'whose sessions and records these are; keys of one owner share them (default: the name)')
    .option(
      '--type <type>',
      'realtime for sessions and records, admin for the administration of keys (default realtime)',
    )
    .option('--expires <when>', expiryForms)
    .option('--expires-in-days <days>', 'days until it is refused, 1..1825 (default 365)')
    .option('--languages <tags>', 'languages it may use, with commas between them (default: all)')
    .option('--types <types>', 'fast, quality or both, with a comma between them (default: both)')
    .option('--flags <names>', 'restricted options it may use, with commas between them (default: none)')
    .option('--max-sessions <number>', "live sessions it may have at once (default: the server's setting)")
    .option('--max-session-ms <ms>', "how long a session of it may be (default: the server's setting)")
    .action((options: Options) =>
      createKeyCommand(
        {
          dataDir: dataDir(options),
          name: text(options['name']) ?? '',
          owner: text(options['owner']),
          type: text(options['type']),
          expires: text(options['expires']),
          expiresInDays: text(options['expiresInDays']),
          languages: text(options['languages']),
          types: text(options['types']),
          flags: text(options['flags']),
          maxSessions: text(options['maxSessions']),
          maxSessionMs: text(options['maxSessionMs']),
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
    .description('refuse a key from now on, and end its live sessions')
    .action((idOrName: string, options: Options) => revokeKeyCommand(dataDir(options), idOrName, context));
  withSettings(keys.command('rotate <id-or-name>'), ['dataDir'])
    .description('make a key with the rights of another one, which is refused from now on or after a grace')
    .option('--grace-hours <hours>', 'how long the old key stays good, 0..720 (default 0)')
    .option('--expires <when>', `${expiryForms} (default: as far from now as the old one lived)`)
    .action((idOrName: string, options: Options) =>
      rotateKeyCommand(
        {
          dataDir: dataDir(options),
          idOrName,
          graceHours: text(options['graceHours']),
          expires: text(options['expires']),
        },
        context,
      ),
    );
  withSettings(keys.command('rotate-signing'), ['dataDir'])
    .description('sign session tokens with a new key from now on; those made before are good until they expire')
    .action((options: Options) => rotateSigningCommand(dataDir(options), context));
}

/** For what only needs to know where models are: another setting that is wrong must not be in the way. */
function placesOfModels(options: Options, context: CommandContext): ModelPlaces {
  return modelPlaces(parseConfiguration(sourcesOf(options, context, ['modelsDir'])), context.environment);
}

/** For what only needs to know where the data is: another setting that is wrong must not be in the way. */
function dataDirectory(options: Options, context: CommandContext): string {
  return parseConfiguration(sourcesOf(options, context, ['dataDir'])).dataDir;
}

/** An empty environment variable counts as absent. */
function given(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}

/** Says which commands there are, to somebody who named none, or only what several belong to. */
export function whichCommand(program: Command, [first]: readonly string[]): string {
  const group = program.commands.find((command) => command.name() === first && command.commands.length > 0);
  const names = (group ?? program).createHelp().visibleCommands(group ?? program);
  const words = names.map((command) => command.name()).filter((name) => name !== 'help');
  const which = group === undefined ? 'a command' : `a command of ${program.name()} ${group.name()}`;
  return `Name ${which}: ${words.slice(0, -1).join(', ')}${words.length > 1 ? ' or ' : ''}${words.at(-1) ?? ''}; --help says more.`;
}
