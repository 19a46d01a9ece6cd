import { type AudioInput, fileInput, listMicrophones, microphoneInput } from '@steno/client/node';
import { tableLines } from '../terminal/table.ts';
import { LevelMeter } from '../audio/level-meter.ts';
import { listeningFooter } from '../transcription/footers.ts';
import { LiveView } from '../transcription/live-view.ts';
import { runTranscription } from '../transcription/run-transcription.ts';
import { connectionOf, explained, type ServerFlags } from '../transcription/server-flags.ts';
import { JsonView, PlainView, type TranscriptView } from '../transcription/transcript-view.ts';
import { watchSession } from '../transcription/watch-session.ts';
import type { CommandContext } from './context.ts';

/** The options of `steno listen`, as the command line has them. */
export interface ListenCommandOptions extends ServerFlags {
  /** As the recording program knows it; default: the system's microphone. */
  readonly device?: string | undefined;
  /** A file that is played at the pace of speech in place of a microphone. */
  readonly input?: string | undefined;
  readonly json: boolean;
  readonly listDevices: boolean;
}

interface Source extends AudioInput {
  /** What a person calls it. */
  readonly name: string;
}

/**
 * `steno listen`: shows what is said into the microphone. The first Ctrl+C ends the audio and waits for the last final, the
 * second gives up.
 *
 * @throws CliError or AudioInputError (as rejections) with the sentence for the user.
 */
export async function listenCommand(options: ListenCommandOptions, context: CommandContext): Promise<void> {
  if (options.listDevices) return listDevices(context);
  const { client, session: sessionOptions } = connectionOf(options);
  const source = await openSource(options, context);
  const meter = new LevelMeter();
  const view = viewFor(source, meter, { ...context, json: options.json });
  const session = client.transcribe(sessionOptions);
  watchSession(session, view);
  context.expectInterrupt();
  // The audio ends, and with it the session once its last final is there.
  const endAudio = (): void => {
    void source.close();
  };
  context.signal.addEventListener('abort', endAudio, { once: true });
  if (context.signal.aborted) endAudio();
  try {
    await runTranscription(
      session,
      { ...source, readable: source.readable.pipeThrough(meter.stream) },
      {
        onSent: (sentMs) => {
          view.sent(sentMs);
        },
        signal: context.hurry,
      },
    );
  } catch (error) {
    throw explained(error, options);
  } finally {
    context.signal.removeEventListener('abort', endAudio);
    view.finish();
    await source.close();
  }
}

async function openSource({ input, device }: ListenCommandOptions, context: CommandContext): Promise<Source> {
  const { environment } = context;
  if (input !== undefined) return fileInput(input, { pace: 'real-time', environment });
  const microphone = await microphoneInput({ device, environment });
  if (context.err.isInteractive && !context.out.isInteractive) {
    context.err.line(`steno: listening by ${microphone.program}; Ctrl+C ends.`);
  }
  return { ...microphone, name: microphone.program };
}

function viewFor(
  { name }: Source,
  meter: LevelMeter,
  { out, err, json }: CommandContext & { readonly json: boolean },
): TranscriptView {
  if (json) return new JsonView(out, err);
  const footer = listeningFooter(name, () => meter.levelDb);
  if (out.isInteractive) return new LiveView(out, footer, err.isInteractive ? out : err);
  return new PlainView(out, { notes: err, progress: undefined });
}

async function listDevices({ out, environment }: CommandContext): Promise<void> {
  const found = await listMicrophones({ environment });
  if (found === undefined) {
    out.line('No program here can list microphones; arecord (of alsa-utils) and ffmpeg can.');
    return;
  }
  if (found.devices.length === 0) {
    out.line(`${found.program} knows of no microphone here.`);
    return;
  }
  const rows = found.devices.map(({ device, description }) => [device, description]);
  for (const line of tableLines([['DEVICE', `AS ${found.program} KNOWS IT`], ...rows])) out.line(line);
}
