import { bytesPerMs } from '@steno/audio';
import { connect, makeRandom, type Random } from '@steno/testkit';
import { bytesOf, joinRecordings } from '../assets/long-file.ts';
import { readRecordings } from '../assets/recordings.ts';
import type { BenchOptions } from '../bench-options.ts';
import { speak, stop } from '../client/speaking.ts';
import { pause } from '../processes/pause.ts';
import type { Progress } from '../report/progress.ts';
import type { Report } from '../report/report.ts';
import { MemorySampler } from '../serve/memory-sampler.ts';
import { StenoServer } from '../serve/steno-server.ts';
import { toSteadyReport } from './steady-report.ts';

const warmUpSessions = 500;
const warmUpLanes = 5;
const sessionsAtOnce = 20;
const samplePeriodMs = 2000;

/** What became of the sessions. */
export interface SteadyCounts {
  sessions: number;
  /** Sessions that did not end with `stopped`. */
  failed: number;
  finals: number;
}

interface Lane {
  readonly server: StenoServer;
  readonly bytes: Uint8Array;
  readonly random: Random;
  readonly counts: SteadyCounts;
}

/** Shows whether memory grows under a steady load, after many sessions that are over. */
export async function runSteady(options: BenchOptions, progress: Progress): Promise<Report> {
  const minutes = options.isQuick ? 3 : 30;
  const random = makeRandom();
  const bytes = bytesOf(joinRecordings(await readRecordings(options.assetsDir, progress, 40), 600).samples);
  const server = await StenoServer.start(options, { flags: [] });
  const counts: SteadyCounts = { sessions: 0, failed: 0, finals: 0 };
  const lane: Lane = { server, bytes, random, counts };
  let sampler: MemorySampler | undefined;
  try {
    await runLanes(warmUpLanes, async () => {
      while (counts.sessions < warmUpSessions) {
        progress.show(`steady: session ${counts.sessions} of ${warmUpSessions}, one after another`);
        await oneSession(lane, { ms: 1000 });
      }
    });
    sampler = new MemorySampler(server, samplePeriodMs);
    const startMs = performance.now();
    const isOver = (): boolean => performance.now() - startMs > minutes * 60_000;
    await Promise.all([
      watch(minutes * 60_000, progress),
      runLanes(sessionsAtOnce, async (index) => {
        // Sessions that begin together would end together.
        await pause(index * 500);
        while (!isOver()) await oneSession(lane, { ms: random.integer(5000, 60_000), speed: 1, isOver });
      }),
    ]);
    return toSteadyReport(sampler.samples, counts, { minutes, sessionsAtOnce, warmUpSessions });
  } finally {
    sampler?.close();
    await server.close();
  }
}

async function runLanes(lanes: number, run: (index: number) => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: lanes }, (_, index) => run(index)));
}

async function oneSession(
  { server, bytes, random, counts }: Lane,
  { ms, ...pace }: { readonly ms: number; readonly speed?: number; readonly isOver?: () => boolean },
): Promise<void> {
  counts.sessions += 1;
  const client = await connect({ url: server.url, key: server.key });
  const from = random.integer(0, Math.floor((bytes.length - ms * bytesPerMs) / 2)) * 2;
  await speak(client, bytes.subarray(from, from + ms * bytesPerMs), pace);
  // One that does not end in time is counted: the memory of the others is still worth knowing.
  await stop(client).catch(() => {
    client.destroy();
  });
  const last = client.messages.at(-1);
  if (last?.type !== 'state' || last.state !== 'stopped') counts.failed += 1;
  counts.finals += client.finals.length;
}

async function watch(totalMs: number, progress: Progress): Promise<void> {
  const startMs = performance.now();
  for (let passedMs = 0; passedMs < totalMs; passedMs = performance.now() - startMs) {
    progress.show(`steady: ${(passedMs / 60_000).toFixed(1)} of ${totalMs / 60_000} minutes`);
    await pause(1000);
  }
}
