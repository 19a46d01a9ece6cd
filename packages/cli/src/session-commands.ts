import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { CliError } from './cli-error.ts';
import { optionRanges, serviceTypes } from '@steno/protocol';
import { benchCommand } from './commands/bench.ts';
import type { CommandContext } from './commands/context.ts';
import { listenCommand } from './commands/listen.ts';
import { transcribeCommand } from './commands/transcribe.ts';
import type { ServerFlags } from './transcription/server-flags.ts';
import type { SessionFlags } from './transcription/session-options.ts';
import { transcriptFormats } from './transcription/transcript-format.ts';

const defaultUrl = 'ws://127.0.0.1:8080';

/** What commander collected, by option names in camel case. */
type Options = Readonly<Record<string, unknown>>;

/** Adds the commands that open sessions with a server: transcribe, listen and bench. */
export function addSessionCommands(program: Command, context: CommandContext): void {
  addTranscribe(program, context);
  addListen(program, context);
  addBench(program, context);
}

function addTranscribe(program: Command, context: CommandContext): void {
  withServer(program.command('transcribe <file>'))
    .description('transcribe a file, or raw 16 kHz mono 16-bit PCM from standard input (-)')
    .addOption(new Option('--pace <pace>', 'how fast the audio is sent').choices(['real-time', 'max']).default('max'))
    .option('--out <file>', 'write the transcript there when it is complete: .srt, .vtt, .txt or .json')
    .addOption(
      new Option('--format <format>', 'what --out is written as; without --out it is printed').choices(
        transcriptFormats,
      ),
    )
    .option('--json', 'print each message of the server as a line of JSON', false)
    .action((file: string, options: Options) =>
      transcribeCommand(
        file,
        {
          ...serverFlagsOf(options, context),
          pace: options['pace'] === 'real-time' ? 'real-time' : 'max',
          json: options['json'] === true,
          out: text(options['out']),
          format: transcriptFormats.find((format) => format === options['format']),
        },
        context,
      ),
    );
}

function addListen(program: Command, context: CommandContext): void {
  withServer(program.command('listen'))
    .description('show what is said into the microphone; Ctrl+C ends')
    .option('--device <name>', "the microphone, as --list-devices has it (default: the system's)")
    .option('--list-devices', 'list the microphones and end', false)
    .option('--input <file>', 'play a file at the pace of speech in place of a microphone')
    .option('--json', 'print each message of the server as a line of JSON', false)
    .action((options: Options) =>
      listenCommand(
        {
          ...serverFlagsOf(options, context),
          device: text(options['device']),
          input: text(options['input']),
          json: options['json'] === true,
          listDevices: options['listDevices'] === true,
        },
        context,
      ),
    );
}

function addBench(program: Command, context: CommandContext): void {
  withServer(program.command('bench'))
    .description('play recordings into many sessions of a server; say how late and how complete the text was')
    .requiredOption(
      '--recordings <directory>',
      'recordings to play: WAV, FLAC, MP3, Ogg and others, at most 120 s each',
    )
    .option(
      '--manifest <file>',
      'what is said in them, a TSV with the columns file and transcript (default: manifest.tsv beside them)',
    )
    .option('--sessions <count>', 'how many sessions at a time, 1..10000', '1')
    .option('--seconds <seconds>', 'how long, 1..86400', '60')
    .option('--json <file>', 'write the report there as JSON')
    .action((options: Options) =>
      benchCommand(
        {
          ...serverFlagsOf(options, context),
          recordings: text(options['recordings']) ?? '',
          manifest: text(options['manifest']),
          sessions: text(options['sessions']) ?? '',
          seconds: text(options['seconds']) ?? '',
          json: text(options['json']),
        },
        context,
      ),
    );
}

function withServer(command: Command): Command {
  return command
    .option('--url <url>', `server (STENO_URL, default ${defaultUrl})`)
    .option('--key <key>', 'API key (STENO_KEY, or a file that holds it: STENO_KEY_FILE)')
    .option('--language <tag>', 'BCP-47 tag, such as en-US')
    .addOption(new Option('--type <type>', 'fast, or heard again by a second model').choices(serviceTypes))
    .option('--endpointing-ms <ms>', `silence that ends a segment, ${rangeOf('endpointing_ms')}`)
    .option('--max-segment-ms <ms>', `the longest a segment gets, ${rangeOf('max_segment_ms')}`)
    .option('--key-term <term>', 'a word or phrase to prefer; may be given again', collect)
    .option('--no-formatting', "the engine's words as they are")
    .option('--actual-numbers', 'digits in place of number words', false)
    .option('--ca <file>', 'PEM file of the authority to trust (TLS)')
    .option('--insecure', 'accept any certificate (TLS); for tests on your own machine', false);
}

function serverFlagsOf(options: Options, { environment }: CommandContext): ServerFlags {
  return {
    url: text(options['url']) ?? given(environment['STENO_URL']) ?? defaultUrl,
    key: text(options['key']) ?? given(environment['STENO_KEY']) ?? keyIn(given(environment['STENO_KEY_FILE'])),
    language: text(options['language']),
    ca: text(options['ca']),
    insecure: options['insecure'] === true,
    session: sessionFlagsOf(options),
  };
}

function keyIn(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return given(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new CliError('usage', `STENO_KEY_FILE names ${path}, which cannot be read.`, error);
  }
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

/** An empty environment variable counts as absent. */
function given(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
