import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bytesPerMs } from '@steno/audio';
import { bytesOf, joinRecordings, type LongFile } from '../assets/long-file.ts';
import { readRecordings } from '../assets/recordings.ts';
import type { BenchOptions } from '../bench-options.ts';
import { transcribe } from '../client/speaking.ts';
import type { WordLatency } from '@steno/client/measure';
import { ChildProgram } from '../processes/child-program.ts';
import { pause } from '../processes/pause.ts';
import type { Progress } from '../report/progress.ts';
import type { Report } from '../report/report.ts';
import { type MemorySample, MemorySampler } from '../serve/memory-sampler.ts';
import { StenoServer } from '../serve/steno-server.ts';
import { type BulkRuns, type BulkWindow, toBulkReport } from './bulk-report.ts';
import { type FilePush, type PushedFile, quietMs } from './file-push-program.ts';
import { LiveSessions } from './live-sessions.ts';

const liveSessions = 4;
/** How fast the file goes when its pace is given: well below what one worker decodes. */
const pacedSpeed = 15;
/** What is heard, in ms, and by how many at once, before memory counts: batches as large as they will be. */
const warmUp = { ms: 60_000, sessions: 8 };
const settleMs = 2000;
/** Any push of the whole file, in ms. */
const pushTimeoutMs = 3_600_000;

interface Parts {
  readonly server: StenoServer;
  readonly pusher: ChildProgram;
  readonly push: FilePush;
  readonly file: LongFile;
  readonly progress: Progress;
}

/** A long file as fast as the socket takes it, alone and beside live speakers. */
export async function runBulk(options: BenchOptions, progress: Progress): Promise<Report> {
  const minutes = options.isQuick ? 10 : 120;
  const recordings = await readRecordings(options.assetsDir, progress);
  const file = joinRecordings(recordings, minutes * 60);
  const directory = await mkdtemp(path.join(tmpdir(), 'steno-bench-'));
  const push = { file: path.join(directory, 'file.s16'), ends: file.parts.map(({ toSample }) => 2 * toSample) };
  await writeFile(push.file, bytesOf(file.samples));
  const server = await StenoServer.start(options, { flags: [] });
  let pusher: ChildProgram | undefined;
  let sampler: MemorySampler | undefined;
  try {
    pusher = await ChildProgram.start('bulk/file-push-program');
    progress.show('bulk: warming up');
    const first = bytesOf(file.samples).subarray(0, warmUp.ms * bytesPerMs);
    await Promise.all(Array.from({ length: warmUp.sessions }, () => transcribe(server, first)));
    await pause(settleMs);
    sampler = new MemorySampler(server, 1000);
    const parts: Parts = { server, pusher, push: { ...push, address: addressOf(server) }, file, progress };
    const runs = await runAll(parts, sampler.take(), options.isQuick ? 3000 : 15_000);
    return toBulkReport({ ...runs, file, minutes, samples: sampler.samples });
  } finally {
    sampler?.close();
    await pusher?.close();
    await server.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function runAll(
  parts: Parts,
  base: MemorySample,
  windowMs: number,
): Promise<Omit<BulkRuns, 'file' | 'minutes' | 'samples'>> {
  parts.progress.show('bulk: the file alone, as fast as the socket takes it');
  const startMs = performance.now();
  const alone = await pushWhole(parts);
  const aloneSeconds = (performance.now() - startMs) / 1000;
  parts.progress.show(`bulk: the file alone, at ${pacedSpeed} times real time`);
  const paced = await pushWhole({ ...parts, push: { ...parts.push, speed: pacedSpeed } });
  const beside = await pushBesideLive(parts, windowMs);
  return { base, alone, aloneSeconds, paced, ...beside };
}

async function pushWhole({ pusher, push }: Parts): Promise<PushedFile> {
  await pusher.ask('open', push);
  await pusher.ask('send', { ms: pushTimeoutMs }, pushTimeoutMs);
  return await pusher.ask<PushedFile>('finish');
}

/** Windows with the file and without it in turn; the file rests only between its recordings. */
async function pushBesideLive(
  { server, pusher, push, file, progress }: Parts,
  windowMs: number,
): Promise<{
  readonly beside: PushedFile;
  readonly windows: readonly BulkWindow[];
  readonly latencies: readonly WordLatency[];
}> {
  const live = await LiveSessions.start(addressOf(server), file.samples, liveSessions);
  const windows: BulkWindow[] = [];
  let beside: PushedFile;
  try {
    await pause(settleMs);
    await pusher.ask('open', push);
    for (let isOver = false; !isOver;) {
      progress.show(`bulk: beside ${liveSessions} live sessions, window ${windows.length + 1}`);
      const fromMs = performance.now();
      isOver = await pusher.ask<boolean>('send', { ms: windowMs }, pushTimeoutMs);
      const toMs = performance.now() - quietMs;
      windows.push({ isWithFile: true, fromMs, toMs });
      const restMs = performance.now();
      await pause(toMs - fromMs);
      windows.push({ isWithFile: false, fromMs: restMs, toMs: performance.now() });
    }
    beside = await pusher.ask<PushedFile>('finish');
  } finally {
    // Whatever happened, the speakers end.
    void live.finish().catch(() => undefined);
  }
  return { beside, windows, latencies: await live.finish() };
}

function addressOf({ url, key }: StenoServer): FilePush['address'] {
  return { url, key };
}
