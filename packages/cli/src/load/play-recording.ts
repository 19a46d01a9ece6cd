import { setTimeout as delay } from 'node:timers/promises';
import { bytesPerMs } from '@steno/audio';
import { latenciesOf, type SessionLatencies, type TimedResult } from '@steno/client/measure';
import { ClientError, type TranscriptionSession } from '@steno/client/node';
import type { Recording } from './recording-set.ts';

/** What became of one recording in one session. */
export interface Played {
  readonly recording: Recording;
  /** All finals. */
  readonly text: string;
  readonly latencies: SessionLatencies;
  /** From the beginning of the connection until the server heard, in ms. */
  readonly openMs: number;
  /** How late each chunk was sent, in ms: this machine, or a server that takes no more. */
  readonly lateMs: readonly number[];
  /** What the server told of its lag, in ms. */
  readonly lagMs: readonly number[];
  /** How often the connection was lost and the session went on, and how often another one went on in its place. */
  readonly resumed: number;
  readonly restarted: number;
}

/** How a recording is played. */
export interface PlayOptions {
  /** `real-time`: each chunk when it would have been spoken. `max`: as fast as the server takes it. */
  readonly pace: 'real-time' | 'max';
  /** Ends the session, with AbortError. */
  readonly signal: AbortSignal;
}

const chunkMs = 100;
/** Of a recording that nobody waits for, a second at once. */
const bulkChunkMs = 1_000;

/**
 * Plays a recording into a session and measures what comes back.
 *
 * @param session - opened with `events`; ended here.
 * @throws ClientError (as a rejection) when the session fails; AbortError when the signal aborts.
 */
export async function playRecording(
  session: TranscriptionSession,
  recording: Recording,
  { pace, signal }: PlayOptions,
): Promise<Played> {
  const results: TimedResult[] = [];
  const lagMs: number[] = [];
  const counts = { resumed: 0, restarted: 0 };
  let speechStartMs: number | undefined;
  const keep = (result: TimedResult['result']): void => {
    results.push({ atMs: performance.now(), result });
  };
  session.on('partial', keep);
  session.on('final', keep);
  session.on('speechStart', ({ atMs }) => (speechStartMs ??= atMs));
  session.on('warning', (warning) => {
    if (warning.lagMs !== undefined) lagMs.push(warning.lagMs);
  });
  session.on('resumed', () => (counts.resumed += 1));
  session.on('restarted', () => (counts.restarted += 1));
  const abort = (): void => {
    session.abort();
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    const beganMs = performance.now();
    await session.opened;
    const openMs = performance.now() - beganMs;
    const { chunks, lateMs } = await send(session, recording.bytes, { pace, signal });
    const stopAtMs = performance.now();
    const { finals } = await session.stop();
    const timeline = { chunks, results, speechStartMs, stopAtMs, endAtMs: performance.now() };
    const text = finals.map((final) => final.text).join(' ');
    return { recording, text, latencies: latenciesOf(timeline), openMs, lateMs, lagMs, ...counts };
  } catch (error) {
    if (signal.aborted && error instanceof ClientError) signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
    session.abort();
  }
}

async function send(
  session: TranscriptionSession,
  bytes: Uint8Array,
  { pace, signal }: PlayOptions,
): Promise<{ readonly chunks: { endMs: number; atMs: number }[]; readonly lateMs: number[] }> {
  const chunkBytes = (pace === 'real-time' ? chunkMs : bulkChunkMs) * bytesPerMs;
  const startMs = performance.now();
  const chunks: { endMs: number; atMs: number }[] = [];
  const lateMs: number[] = [];
  for (let offset = 0; offset < bytes.length; offset += chunkBytes) {
    const chunk = bytes.subarray(offset, offset + chunkBytes);
    const endMs = (offset + chunk.length) / bytesPerMs;
    if (pace === 'real-time') {
      const waitMs = startMs + endMs - performance.now();
      if (waitMs > 0) await delay(waitMs, undefined, { signal });
      lateMs.push(Math.max(0, performance.now() - startMs - endMs));
    }
    chunks.push({ endMs, atMs: performance.now() });
    await session.send(chunk);
  }
  return { chunks, lateMs };
}
