import type { ServerResponse } from 'node:http';
import type { HttpAnswer } from './http-answer.ts';

/** Whoever reads a streamed answer, as its writer sees them. */
export interface AnswerReader {
  /** Bytes given to {@link write} that the network has not taken yet. */
  readonly bufferedBytes: number;
  /** Bytes that the network has taken so far: a reader for whom this does not grow does not read. */
  readonly takenBytes: number;
  /** Sends bytes, which must not be changed any more. Never blocks and never throws; for a reader who is gone it does nothing. */
  write(bytes: Uint8Array): void;
  /** Sends what was given, and ends. Idempotent. */
  end(): void;
  /** Ends at once; what the network has not taken is lost. Idempotent. */
  destroy(): void;
}

/** What the writer of a streamed answer is told. */
export interface ReaderEvents {
  /** The network has taken all that was given. */
  readonly onDrain: () => void;
  /** The reader is gone, or has the end; once, and last. */
  readonly onGone: () => void;
}

/** An answer whose body comes piece by piece, for as long as its writer and its reader want. */
export interface StreamedAnswer extends Pick<HttpAnswer, 'status' | 'headers'> {
  /** Called once, when the head has been sent. */
  readonly begin: (reader: AnswerReader) => ReaderEvents;
}

/**
 * Sends a streamed answer. It ends with its connection, and has no frames of its own: one event is one write, for each of
 * hundreds of readers. So it must say by itself that it is complete.
 */
export function respondStreaming(
  response: ServerResponse,
  { status, headers, begin }: StreamedAnswer,
  protective: HttpAnswer['headers'],
): void {
  response.useChunkedEncodingByDefault = false;
  response.writeHead(status, { ...protective, ...headers, connection: 'close' });
  response.flushHeaders();
  let givenBytes = 0;
  let isEnded = false;
  const events = begin({
    get bufferedBytes() {
      return response.writableLength;
    },
    get takenBytes() {
      return givenBytes - response.writableLength;
    },
    write: (bytes) => {
      if (isEnded || response.destroyed) return;
      givenBytes += bytes.length;
      response.write(bytes);
    },
    end: () => {
      if (!isEnded) response.end();
      isEnded = true;
    },
    destroy: () => {
      isEnded = true;
      response.destroy();
    },
  });
  // A connection that is lost has its end told as `close`.
  response.on('error', () => undefined);
  response.on('drain', events.onDrain);
  if (response.destroyed) events.onGone();
  else response.once('close', events.onGone);
}
