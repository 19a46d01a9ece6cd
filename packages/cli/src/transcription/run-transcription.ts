import type { ServerMessage } from '@steno/protocol';
import { ClientError, type TranscriptionSession } from '@steno/client/node';
import { bytesPerSample, sampleRateHz } from '@steno/audio';

/** What is told while a recording is transcribed. */
export interface TranscriptionWatcher {
  /** Takes each message of the server, in order. */
  readonly onMessage: (message: ServerMessage) => void;
  /** Called after a chunk was sent, with the ms of audio sent so far. */
  readonly onSent: (sentMs: number) => void;
}

/**
 * Sends audio to a session, hands its messages on, and stops it.
 *
 * @param chunks - 16 kHz mono s16le at the pace they are to be sent.
 * @param signal - aborts the session.
 * @throws ClientError (as a rejection) when the session fails; what reading the chunks rejects with, once the session
 *   is aborted; AbortError when the signal aborts.
 */
export async function runTranscription(
  session: TranscriptionSession,
  chunks: AsyncIterable<Uint8Array>,
  watcher: TranscriptionWatcher & { readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const abort = (): void => {
    session.abort();
  };
  // A signal that aborted before tells nobody any more; `throwIfAborted` below does.
  if (watcher.signal?.aborted === true) abort();
  watcher.signal?.addEventListener('abort', abort, { once: true });
  session.on('message', watcher.onMessage);
  try {
    // Whoever fails first ends the session, and with it the other.
    await Promise.race([sendAll(session, chunks, watcher), session.closed]);
    await session.stop();
  } catch (error) {
    watcher.signal?.throwIfAborted();
    throw error;
  } finally {
    watcher.signal?.removeEventListener('abort', abort);
    session.abort();
    await session.closed;
  }
}

async function sendAll(
  session: TranscriptionSession,
  chunks: AsyncIterable<Uint8Array>,
  watcher: TranscriptionWatcher,
): Promise<void> {
  let bytes = 0;
  for await (const chunk of chunks) {
    try {
      await session.send(chunk);
    } catch (error) {
      // Why the session is over is told by `stop`; here it only means that no more audio is wanted.
      if (error instanceof ClientError) return;
      throw error;
    }
    bytes += chunk.length;
    watcher.onSent((bytes / (bytesPerSample * sampleRateHz)) * 1000);
  }
}
