import { ClientError, createClient, type FileInput, type Pace } from '@steno/client/node';
import { openInput } from '../audio/open-input.ts';
import { CliError } from '../cli-error.ts';
import { explainClientError } from '../transcription/explain-client-error.ts';
import { runTranscription } from '../transcription/run-transcription.ts';
import { type SessionFlags, sessionOptionsOf } from '../transcription/session-options.ts';
import { JsonView, LiveView, PlainView, type TranscriptView } from '../transcription/transcript-view.ts';
import type { CommandContext } from './context.ts';

/** The options of `steno transcribe`, as the command line has them. */
export interface TranscribeCommandOptions {
  readonly url: string;
  readonly key?: string | undefined;
  readonly language?: string | undefined;
  readonly pace: Pace;
  readonly json: boolean;
  /** A PEM file with the authorities to trust. */
  readonly ca?: string | undefined;
  readonly insecure: boolean;
  readonly session: SessionFlags;
}

/**
 * `steno transcribe`: sends a file or standard input to a server and shows what comes back.
 *
 * @param input - a path, or `-`.
 * @throws CliError (as a rejection) with the sentence for the user.
 */
export async function transcribeCommand(
  input: string,
  options: TranscribeCommandOptions,
  context: CommandContext,
): Promise<void> {
  checkUrl(options.url);
  // For what it throws: a wrong flag is told before the audio is opened.
  sessionOptionsOf(options.session);
  const source = await openInput(input, context, options.pace);
  try {
    await transcribeSource(source, options, context);
  } catch (error) {
    if (error instanceof ClientError) throw new CliError('input', explainClientError(error, hasKey(options)), error);
    throw error;
  } finally {
    await source.close();
  }
}

async function transcribeSource(
  source: FileInput,
  options: TranscribeCommandOptions,
  context: CommandContext,
): Promise<void> {
  const client = createClient({
    url: options.url,
    ...(hasKey(options) ? { token: options.key } : {}),
    tls: { ...(options.ca === undefined ? {} : { caFile: options.ca }), isInsecure: options.insecure },
  });
  const session = client.transcribe({
    ...sessionOptionsOf(options.session),
    ...(options.language === undefined ? {} : { language: options.language }),
  });
  const view = viewFor(source, options, context);
  try {
    await runTranscription(session, source.readable, {
      onMessage: (message) => {
        view.message(message);
      },
      onSent: (sentMs) => {
        view.sent(sentMs);
      },
      signal: context.signal,
    });
  } finally {
    view.finish();
  }
}

function hasKey(options: TranscribeCommandOptions): options is TranscribeCommandOptions & { readonly key: string } {
  return options.key !== undefined && options.key !== '';
}

function viewFor(source: FileInput, options: TranscribeCommandOptions, { out, err }: CommandContext): TranscriptView {
  if (options.json) return new JsonView(out);
  if (out.isInteractive) return new LiveView(out, source.durationMs);
  return new PlainView(out, err, err.isInteractive ? new LiveView(err, source.durationMs) : undefined);
}

function checkUrl(text: string): void {
  const isUrl = URL.canParse(text) && /^(?:wss?|https?):$/.test(new URL(text).protocol);
  if (!isUrl) throw new CliError('usage', `--url is "${text}"; it must be like ws://127.0.0.1:8080.`);
}
