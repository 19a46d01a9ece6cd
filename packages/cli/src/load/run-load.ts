import { setTimeout as delay } from 'node:timers/promises';
import { type Client, ClientError, type TranscribeOptions } from '@steno/client/node';
import { type Played, playRecording } from './play-recording.ts';
import type { Recording } from './recording-set.ts';

/** What a load is. */
export interface LoadPlan {
  readonly recordings: readonly Recording[];
  /** How many sessions are live at a time. */
  readonly sessions: number;
  /** How long recordings are played, in s; no recording is begun that would end later, but for the first of each. */
  readonly seconds: number;
  readonly session: TranscribeOptions;
  readonly signal: AbortSignal;
}

/** How far a load is. */
export interface LoadProgress {
  readonly elapsedMs: number;
  readonly live: number;
  readonly played: number;
  readonly failed: number;
}

/** What a load showed. */
export interface LoadResult {
  readonly played: readonly Played[];
  /** How many sessions ended with each code: the server's, else the client's. */
  readonly errors: Readonly<Record<string, number>>;
  /** The most sessions that were live at the same time. */
  readonly peak: number;
}

/** Sessions do not begin at the same moment, as no users do: over a quarter of the time, at most 10 s. */
const staggerShare = 0.25;
const maxStaggerMs = 10_000;
const progressIntervalMs = 250;
/** A server that refuses is not asked more often than that. */
const retryDelayMs = 1_000;

/**
 * Plays recordings in so many sessions at the same time, each recording in a session of its own.
 *
 * @throws AbortError (as a rejection) when the signal aborts; whatever is no ClientError.
 */
export async function runLoad(
  client: Client,
  plan: LoadPlan,
  onProgress: (progress: LoadProgress) => void,
): Promise<LoadResult> {
  const startMs = performance.now();
  const played: Played[] = [];
  const errors: Record<string, number> = {};
  let [live, peak, failed] = [0, 0, 0];
  const play = async (recording: Recording): Promise<void> => {
    live += 1;
    peak = Math.max(peak, live);
    try {
      const session = client.transcribe(plan.session);
      played.push(await playRecording(session, recording, { pace: 'real-time', signal: plan.signal }));
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      const code = error.wireCode ?? error.code;
      errors[code] = (errors[code] ?? 0) + 1;
      failed += 1;
      await delay(retryDelayMs, undefined, { signal: plan.signal });
    } finally {
      live -= 1;
    }
  };
  const speak = async (index: number): Promise<void> => {
    const staggerMs = Math.min(maxStaggerMs, plan.seconds * 1000 * staggerShare);
    await delay((staggerMs * index) / plan.sessions, undefined, { signal: plan.signal });
    let next: Recording | undefined = plan.recordings[index % plan.recordings.length];
    for (let position = index + 1; next !== undefined; position += 1) {
      await play(next);
      next = nextThatFits(plan.recordings, position, plan.seconds * 1000 - (performance.now() - startMs));
    }
  };
  const timer = setInterval(() => {
    onProgress({ elapsedMs: performance.now() - startMs, live, played: played.length, failed });
  }, progressIntervalMs);
  try {
    await Promise.all(Array.from({ length: plan.sessions }, (_, index) => speak(index)));
  } finally {
    clearInterval(timer);
  }
  return { played, errors, peak };
}

function nextThatFits(recordings: readonly Recording[], position: number, leftMs: number): Recording | undefined {
  for (let step = 0; step < recordings.length; step += 1) {
    const recording = recordings[(position + step) % recordings.length];
    if (recording !== undefined && recording.durationMs <= leftMs) return recording;
  }
  return undefined;
}
