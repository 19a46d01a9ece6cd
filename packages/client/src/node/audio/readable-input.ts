import type { AudioInput } from '../../common/contract.ts';

/**
 * Makes an input of pieces that are read one by one, each when the stream is asked for it.
 *
 * @param pieces - s16le mono 16 kHz; the input's from here on.
 * @param release - frees what the pieces come from, and lets a piece that is waited for end; called once, by `close`, at
 *   the end of the pieces, when they fail, and when the reader cancels.
 */
export function readableInput(pieces: AsyncIterable<Uint8Array>, release: () => unknown): AudioInput {
  const iterator = pieces[Symbol.asyncIterator]();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let released: Promise<void> | undefined;
  const releaseOnce = (): Promise<void> => {
    released ??= (async () => {
      await release();
    })();
    return released;
  };
  const pull = async (): Promise<void> => {
    try {
      const next = await iterator.next();
      if (released !== undefined) return;
      if (next.done !== true) {
        controller?.enqueue(next.value);
        return;
      }
      await releaseOnce();
      controller?.close();
    } catch (error) {
      // What breaks because it was closed is no failure.
      if (released !== undefined) return;
      await releaseOnce();
      controller?.error(error);
    }
  };
  const readable = new ReadableStream<Uint8Array>(
    {
      start: (made) => {
        controller = made;
      },
      pull,
      cancel: releaseOnce,
    },
    // Nothing is read ahead: what is not asked for stays where it comes from.
    { highWaterMark: 0 },
  );
  return {
    readable,
    close: async () => {
      if (released === undefined) {
        const releasing = releaseOnce();
        controller?.close();
        await releasing;
      }
      await released;
    },
  };
}
