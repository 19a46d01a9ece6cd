import { bytesPerMs } from '@steno/audio';
import type { AudioInput, TranscriptionSession, TranscriptSnapshot } from '@steno/client/node';

/** What is told while audio is transcribed. */
export interface TranscriptionOptions {
  /** Called after a chunk was sent, with the ms of audio sent so far. */
  readonly onSent: (sentMs: number) => void;
  /** Aborts the session. */
  readonly signal: AbortSignal;
}

/**
 * Sends audio to a session until it is over, and stops the session.
 *
 * @returns the whole transcript.
 * @throws ClientError (as a rejection) when the session fails; what reading the audio rejects with, once the session
 *   is aborted; AbortError when the signal aborts.
 */
export async function runTranscription(
  session: TranscriptionSession,
  input: AudioInput,
  { onSent, signal }: TranscriptionOptions,
): Promise<TranscriptSnapshot> {
  const abort = (): void => {
    session.abort();
  };
  // A signal that aborted before tells nobody any more; `throwIfAborted` below does.
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    // Whoever fails first ends the session, and with it the other.
    await Promise.race([sendAll(session, input, onSent), session.closed]);
    return await session.stop();
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
    session.abort();
    await session.closed;
  }
}

async function sendAll(
  session: TranscriptionSession,
  input: AudioInput,
  onSent: (sentMs: number) => void,
): Promise<void> {
  let bytes = 0;
  for await (const chunk of input.readable) {
    await session.send(chunk);
    bytes += chunk.length;
    onSent(bytes / bytesPerMs);
  }
}
