import { setTimeout as delay } from 'node:timers/promises';
import { bytesPerSample, msToSamples } from '@steno/audio';

/** Bytes of 100 ms of 16 kHz mono s16: the chunk the API asks for. */
export const liveChunkBytes: number = msToSamples(100) * bytesPerSample;
/** Bytes of one second: the most that is sent at once when nobody speaks live. */
export const bulkChunkBytes: number = msToSamples(1000) * bytesPerSample;

/** How fast audio is given: as it was spoken, in chunks of 100 ms, or as fast as it is taken. */
export type Pace = 'real-time' | 'max';

/**
 * Gives audio at a pace, in chunks that fit it.
 *
 * @param pieces - 16 kHz mono s16le of any length.
 * @param signal - ends a wait for the moment of a chunk, with AbortError.
 */
export function atPace(pieces: AsyncIterable<Uint8Array>, pace: Pace, signal: AbortSignal): AsyncIterable<Uint8Array> {
  return pace === 'real-time' ? inRealTime(inChunks(pieces, liveChunkBytes), signal) : cut(pieces, bulkChunkBytes);
}

/** Cuts pieces that are longer than a chunk; shorter ones, of somebody who speaks live, do not wait to be joined. */
async function* cut(pieces: AsyncIterable<Uint8Array>, chunkBytes: number): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    for (let offset = 0; offset < piece.length; offset += chunkBytes) yield piece.subarray(offset, offset + chunkBytes);
  }
}

/**
 * Cuts or joins pieces of any length into chunks of one length; the last may be shorter.
 *
 * @param pieces - read as the chunks are; each may be reused by its source once the next is asked for.
 * @param chunkBytes - integer, > 0.
 * @returns new buffers, the caller's to keep.
 */
export async function* inChunks(pieces: AsyncIterable<Uint8Array>, chunkBytes: number): AsyncGenerator<Uint8Array> {
  let chunk = new Uint8Array(chunkBytes);
  let filled = 0;
  for await (const piece of pieces) {
    for (let offset = 0; offset < piece.length;) {
      const part = piece.subarray(offset, offset + chunkBytes - filled);
      chunk.set(part, filled);
      filled += part.length;
      offset += part.length;
      if (filled === chunkBytes) {
        yield chunk;
        chunk = new Uint8Array(chunkBytes);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield chunk.subarray(0, filled);
}

/** A clock that can be waited for; tests have their own. */
export interface PaceClock {
  /** Monotonic, in ms. */
  readonly now: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<unknown>;
}

const systemPaceClock: PaceClock = {
  now: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }),
};

/**
 * Lets chunks through as a microphone would: each when its last sample has been spoken. Every chunk has
 * its own place on one schedule, so that late ones do not shift those after them.
 *
 * @param chunks - of 16 kHz mono s16.
 * @throws AbortError (as a rejection) when the signal aborts.
 */
export async function* inRealTime(
  chunks: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
  clock: PaceClock = systemPaceClock,
): AsyncGenerator<Uint8Array> {
  let startMs: number | undefined;
  let bytes = 0;
  for await (const chunk of chunks) {
    startMs ??= clock.now();
    bytes += chunk.length;
    const dueMs = startMs + (bytes / bulkChunkBytes) * 1000;
    const waitMs = dueMs - clock.now();
    if (waitMs > 0) await clock.sleep(waitMs, signal);
    yield chunk;
  }
}
