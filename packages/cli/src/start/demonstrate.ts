import { ClientError, createClient } from '@steno/client/node';
import type { ServiceType } from '@steno/protocol';
import { openInput } from '../audio/open-input.ts';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../commands/context.ts';
import { explainClientError } from '../transcription/explain-client-error.ts';
import { progressFooter } from '../transcription/footers.ts';
import { LiveView } from '../transcription/live-view.ts';
import { runTranscription } from '../transcription/run-transcription.ts';
import { PlainView } from '../transcription/transcript-view.ts';
import { watchSession } from '../transcription/watch-session.ts';
import { type Measured, Measurements } from './measurements.ts';
import type { Recording } from './prepare-recording.ts';

/** The server to demonstrate. */
export interface DemonstratedServer {
  readonly url: string;
  readonly key: string;
  /** Its certificate is the operator's own and the connection stays on this machine. */
  readonly isInsecure: boolean;
  /** How it is asked to serve: the best it has. */
  readonly type: ServiceType;
}

/**
 * Streams a recording to the server's WebSocket as a microphone would, and shows what comes back while it does.
 *
 * @throws CliError (as a rejection) with the sentence for the user.
 */
export async function demonstrate(
  recording: Recording,
  server: DemonstratedServer,
  context: CommandContext,
): Promise<Measured> {
  const source = await openInput(recording.path, context, 'real-time');
  const { out, err } = context;
  const view = out.isInteractive
    ? new LiveView(out, progressFooter(source.durationMs))
    : new PlainView(out, { notes: err, progress: undefined });
  const measurements = new Measurements();
  try {
    const client = createClient({ url: server.url, token: server.key, tls: { isInsecure: server.isInsecure } });
    const session = client.transcribe({ language: recording.language, events: true, type: server.type });
    watchSession(session, view);
    session.on('message', (message) => {
      measurements.message(message, performance.now());
    });
    await runTranscription(session, source, {
      onSent: (sentMs) => {
        measurements.sent(sentMs, performance.now());
        view.sent(sentMs);
      },
      signal: context.signal,
    });
  } catch (error) {
    if (error instanceof ClientError) throw new CliError('nothing_recognized', explainClientError(error, true), error);
    throw error;
  } finally {
    view.finish();
    await source.close();
  }
  return measurements.result();
}
