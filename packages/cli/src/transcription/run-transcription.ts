import type { ServerMessage } from '@steno/protocol';
import { ClientError, type ClosedReason, type Transcription } from '@steno/client/node';
import { bytesPerSample, sampleRateHz } from '@steno/audio';

/** What is told while a recording is transcribed. */
export interface TranscriptionWatcher {
  /** Takes each message of the server, in order. */
  readonly onMessage: (message: ServerMessage) => void;
  /** Called after a chunk was sent, with the ms of audio sent so far. */
  readonly onSent: (sentMs: number) => void;
}

/**
 * Sends audio to a session, reads its messages, and stops it.
 *
 * @param chunks - 16 kHz mono s16le at the pace they are to be sent.
 * @param signal - aborts the session.
 * @throws ClientError (as a rejection) when the session fails; what reading the chunks rejects with, once the session
 *   is aborted; AbortError when the signal aborts.
 */
export async function runTranscription(
  session: Transcription,
  chunks: AsyncIterable<Uint8Array>,
  watcher: TranscriptionWatcher & { readonly signal?: AbortSignal | undefined },
): Promise<ClosedReason & { readonly type: 'stopped' }> {
  const abort = (): void => {
    session.abort();
  };
  // A signal that aborted before tells nobody any more; `throwIfAborted` below does.
  if (watcher.signal?.aborted === true) abort();
  watcher.signal?.addEventListener('abort', abort, { once: true });
  try {
    const reading = readMessages(session, watcher);
    // Whoever fails first ends the session, and with it the other.
    await Promise.race([sendAll(session, chunks, watcher), session.closed]);
    const reason = await session.stop();
    await reading;
    watcher.signal?.throwIfAborted();
    if (reason.type === 'failed') throw reason.error;
    if (reason.type === 'aborted') throw new ClientError('closed', 'The session was aborted.', { retryable: false });
    return reason;
  } finally {
    watcher.signal?.removeEventListener('abort', abort);
    session.abort();
  }
}

async function readMessages(session: Transcription, watcher: TranscriptionWatcher): Promise<void> {
  for await (const message of session.messages) watcher.onMessage(message);
}

async function sendAll(
  session: Transcription,
  chunks: AsyncIterable<Uint8Array>,
  watcher: TranscriptionWatcher,
): Promise<void> {
  let bytes = 0;
  for await (const chunk of chunks) {
    try {
      await session.send(chunk);
    } catch (error) {
      // Why the session is over is told by `closed`; here it only means that no more audio is wanted.
      if (error instanceof ClientError) return;
      throw error;
    }
    bytes += chunk.length;
    watcher.onSent((bytes / (bytesPerSample * sampleRateHz)) * 1000);
  }
}
