import { msToSamples } from '@steno/audio';
import { bytesOf, joinRecordings } from '../assets/long-file.ts';
import { findModel } from '../assets/model.ts';
import { readRecordings, type Recording, secondsOf } from '../assets/recordings.ts';
import type { BenchOptions } from '../bench-options.ts';
import { openSession } from '../client/session-client.ts';
import { feedPaced } from '../latency/paced-feed.ts';
import { ChildProgram } from '../processes/child-program.ts';
import type { Progress } from '../report/progress.ts';
import type { Report } from '../report/report.ts';
import type { ServerAddress } from '../server/server-program.ts';
import { finalsAfterSilence, flushLatencies, type SilenceFinal } from './final-moments.ts';
import { toFinalsReport } from './finals-report.ts';

/** How much of a recording is spoken before the silence, in ms. */
const speechMs = 5000;
/** Audio behind the silence asked for, in ms: what a final may be late without the end of the audio bringing it. */
const restMs = 1500;
/** From one `flush` to the next, in ms of audio; the moments are spread over it. Chosen: a short sentence. */
const flushEveryMs = 1700;
const sessionsAtOnce = 10;

/** Plays so many sessions at once, so many times. */
interface Plan {
  readonly sessions: number;
  readonly rounds: number;
}

/** When finals come over a real socket: after each of several silences, and after `flush`. */
export async function runFinals(options: BenchOptions, progress: Progress): Promise<Report> {
  const model = await findModel(options);
  const recordings = await readRecordings(options.assetsDir, progress, options.isQuick ? 30 : undefined);
  const spoken = recordings.filter((recording) => secondsOf(recording) >= 3);
  const server = await ChildProgram.start('server/server-program');
  try {
    const address = await server.ask<ServerAddress>('start', { model, workers: 1 });
    const silences = [];
    const quick = options.isQuick;
    for (const { endpointingMs, ...plan } of [
      { endpointingMs: 500, sessions: 1, rounds: quick ? 3 : 12 },
      { endpointingMs: 100, sessions: sessionsAtOnce, rounds: quick ? 1 : 5 },
      { endpointingMs: 500, sessions: sessionsAtOnce, rounds: quick ? 1 : 5 },
      { endpointingMs: 2000, sessions: sessionsAtOnce, rounds: quick ? 1 : 5 },
      { endpointingMs: 10_000, sessions: sessionsAtOnce, rounds: quick ? 1 : 5 },
    ]) {
      progress.show(`finals: endpointing_ms ${endpointingMs}, sessions at once: ${plan.sessions}`);
      const finals = await playSilences(address, spoken, { ...plan, endpointingMs });
      silences.push({ endpointingMs, sessions: plan.sessions, finals });
    }
    const flushes = [];
    for (const plan of [
      { sessions: 1, rounds: quick ? 1 : 3 },
      { sessions: sessionsAtOnce, rounds: 1 },
    ]) {
      progress.show(`finals: flush, sessions at once: ${plan.sessions}`);
      flushes.push({ sessions: plan.sessions, ...(await playFlushes(address, recordings, plan)) });
    }
    return toFinalsReport({ silences, flushes });
  } finally {
    await server.close();
  }
}

async function playSilences(
  address: ServerAddress,
  recordings: readonly Recording[],
  { sessions, rounds, endpointingMs }: Plan & { readonly endpointingMs: number },
): Promise<readonly SilenceFinal[]> {
  const finals: SilenceFinal[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const played = await Promise.all(
      Array.from({ length: sessions }, async (_, stream) => {
        const { samples } = recordings[(round * sessions + stream) % recordings.length] ?? {
          samples: new Int16Array(),
        };
        const speech = samples.subarray(0, msToSamples(speechMs));
        const script = new Int16Array(speech.length + msToSamples(endpointingMs + restMs));
        script.set(speech);
        const session = await openSession(address, { endpointingMs });
        const arrivals = await feedPaced(script, { stream }, (chunk) => {
          session.send(bytesOf(chunk));
        });
        session.finish('stop');
        await session.closed;
        return finalsAfterSilence({ messages: session.messages, arrivals }, endpointingMs);
      }),
    );
    finals.push(...played.flat());
  }
  return finals;
}

/** One minute of speech in each session, with `flush` at moments that have nothing to do with what is said. */
async function playFlushes(
  address: ServerAddress,
  recordings: readonly Recording[],
  { sessions, rounds }: Plan,
): Promise<{ readonly sent: number; readonly latencies: readonly number[] }> {
  const latencies: number[] = [];
  let sent = 0;
  for (let round = 0; round < rounds; round += 1) {
    const played = await Promise.all(
      Array.from({ length: sessions }, async (_, stream) => {
        const from = (round * sessions + stream) * 7;
        const turned = recordings.map((_recording, index) => recordings[(from + index) % recordings.length]);
        const { samples } = joinRecordings(
          turned.filter((recording) => recording !== undefined),
          60,
        );
        const session = await openSession(address);
        const flushedAt: number[] = [];
        let heardMs = 0;
        // Speakers do not flush together, nor always at the same place in a chunk's step.
        let dueMs = flushEveryMs + stream * 130;
        await feedPaced(samples, { stream }, (chunk) => {
          session.send(bytesOf(chunk));
          heardMs += 100;
          if (heardMs < dueMs) return;
          dueMs += flushEveryMs;
          flushedAt.push(performance.now());
          session.flush();
        });
        session.finish('stop');
        await session.closed;
        return { sent: flushedAt.length, latencies: flushLatencies(session.messages, flushedAt) };
      }),
    );
    for (const one of played) {
      sent += one.sent;
      latencies.push(...one.latencies);
    }
  }
  return { sent, latencies };
}
