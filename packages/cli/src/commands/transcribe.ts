import { writeFile } from 'node:fs/promises';
import { type FileInput, type Pace, type TranscriptionSession } from '@steno/client/node';
import { openInput } from '../audio/open-input.ts';
import { CliError } from '../cli-error.ts';
import { progressFooter } from '../transcription/footers.ts';
import { LiveView } from '../transcription/live-view.ts';
import { runTranscription } from '../transcription/run-transcription.ts';
import { connectionOf, explained, type ServerFlags } from '../transcription/server-flags.ts';
import { formatOf, formatTranscript, type TranscriptFormat } from '../transcription/transcript-format.ts';
import { JsonView, NotesView, PlainView, type TranscriptView } from '../transcription/transcript-view.ts';
import { watchSession } from '../transcription/watch-session.ts';
import type { CommandContext } from './context.ts';

/** The options of `steno transcribe`, as the command line has them. */
export interface TranscribeCommandOptions extends ServerFlags {
  readonly pace: Pace;
  readonly json: boolean;
  /** Where the transcript is written when it is complete. */
  readonly out?: string | undefined;
  /** What it is written as; without `out` it is printed in place of the finals. */
  readonly format?: TranscriptFormat | undefined;
}

/**
 * `steno transcribe`: sends a file or standard input to a server and shows what comes back.
 *
 * @param input - a path, or `-`.
 * @throws CliError or AudioInputError (as rejections) with the sentence for the user.
 */
export async function transcribeCommand(
  input: string,
  options: TranscribeCommandOptions,
  context: CommandContext,
): Promise<void> {
  // All of this may throw: a wrong flag is told before the audio is opened.
  const connection = connectionOf(options);
  const format = formatOf(options.out, options.format);
  const source = await openInput(input, context, options.pace);
  // Whoever pipes may pause; the session lasts as long as the pipe does.
  const session = connection.client.transcribe({ ...connection.session, keepAlive: input === '-' });
  const view = viewFor(source, options, context);
  watchSession(session, view);
  try {
    const transcript = await runTranscription(session, source, {
      onSent: (sentMs) => {
        view.sent(sentMs);
      },
      signal: context.signal,
    });
    view.finish();
    if (options.out !== undefined && format !== undefined)
      await write(options.out, formatTranscript(transcript, format));
    else if (format !== undefined) context.out.raw(formatTranscript(transcript, format));
  } catch (error) {
    view.finish();
    throw explained(error, options, await rescue(session, options));
  } finally {
    await source.close();
  }
}

/** A session that fails after an hour has heard an hour. Returns what the user is told of it. */
async function rescue(session: TranscriptionSession, { out, format }: TranscribeCommandOptions): Promise<string> {
  const asked = formatOf(out, format);
  if (out === undefined || asked === undefined || session.transcript.finals.length === 0) return '';
  await write(out, formatTranscript(session.transcript, asked));
  return `what was heard until then is in ${out}`;
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new CliError('input', `${file} cannot be written (${code}).`, cause);
  }
}

function viewFor(source: FileInput, options: TranscribeCommandOptions, { out, err }: CommandContext): TranscriptView {
  const footer = progressFooter(source.durationMs);
  if (options.json) return new JsonView(out, err);
  const isPrinted = options.format !== undefined && options.out === undefined;
  if (out.isInteractive && !isPrinted) return new LiveView(out, footer, err.isInteractive ? out : err);
  const noted = { notes: err, progress: err.isInteractive ? new LiveView(err, footer) : undefined };
  return isPrinted ? new NotesView(noted) : new PlainView(out, noted);
}
