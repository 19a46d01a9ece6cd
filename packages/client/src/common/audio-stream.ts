import type { AudioChunk, TranscriptionSession } from './contract.ts';

/** A stream into a session, and what ends it from inside. */
export interface AudioStream {
  readonly writable: WritableStream<AudioChunk>;
  /** The session is over: whoever writes is told. Idempotent. */
  fail(error: Error): void;
}

/** Makes a session's `send`, `stop` and `abort` a stream: it holds one chunk, and waits as `send` does. */
export function audioStreamOf(session: Pick<TranscriptionSession, 'send' | 'stop' | 'abort'>): AudioStream {
  let fail: (error: Error) => void = () => undefined;
  const writable = new WritableStream<AudioChunk>(
    {
      start: (controller) => {
        fail = (error) => {
          controller.error(error);
        };
      },
      write: (chunk) => session.send(chunk),
      close: async () => {
        await session.stop();
      },
      abort: () => {
        session.abort();
      },
    },
    { highWaterMark: 1 },
  );
  return {
    writable,
    fail: (error) => {
      fail(error);
    },
  };
}
