import { connect, type TestClient } from '@steno/testkit';
import { bytesOf } from '../assets/long-file.ts';
import { type Recording, readRecordings, secondsOf } from '../assets/recordings.ts';
import { findServedModels, type ServedModels } from '../assets/served-models.ts';
import { BenchError } from '../bench-error.ts';
import type { BenchOptions } from '../bench-options.ts';
import { speak, stop } from '../client/speaking.ts';
import { playSession, toScripts } from '../latency/script.ts';
import type { Progress } from '../report/progress.ts';
import type { Report } from '../report/report.ts';
import { mib, rssOf } from '../serve/memory-sampler.ts';
import type { SessionLatencies } from '../latency/session-latencies.ts';
import { serverCpuOf } from '../serve/server-cpu.ts';
import { StenoServer } from '../serve/steno-server.ts';
import { alignWords, normalisedWords } from '@steno/client/measure';
import { type HeardFile, type MeasuredModels, toModelsReport } from './models-report.ts';

/** A quick run has so many of each kind, none longer. */
const quick = { ofKind: 2, longestSeconds: 15 };
const loadTimeoutMs = 60_000;
/** For the end of one recording, on a busy machine. */
const hearTimeoutMs = 240_000;

/** Accuracy, latency and CPU of every model that can be served here, one after another. */
export async function runModels(options: BenchOptions, progress: Progress): Promise<Report> {
  const all = await readRecordings(options.assetsDir, progress);
  const recordings = options.isQuick ? fewOfEachKind(all) : all;
  const scripts = toScripts(all.filter(({ kind }) => kind !== 'long-form')).slice(0, options.isQuick ? 3 : 12);
  const measured: MeasuredModels[] = [];
  const leftOut: string[] = [];
  for (const served of await findServedModels(options)) {
    try {
      measured.push(await measure(served, { options, progress, recordings, scripts }));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      leftOut.push(`Left out: ${served.name}, ${served.type}: ${error.message}`);
    }
  }
  return toModelsReport(measured, leftOut);
}

interface Measurement {
  readonly options: BenchOptions;
  readonly progress: Progress;
  readonly recordings: readonly Recording[];
  readonly scripts: readonly Int16Array[];
}

async function measure(served: ServedModels, measurement: Measurement): Promise<MeasuredModels> {
  const heard = await hearAll(served, measurement);
  return { ...heard, latencies: await playAll(served, measurement) };
}

/** Accuracy and CPU. Slow models get the time they need, so that what is told is what they heard. */
async function hearAll(served: ServedModels, measurement: Measurement): Promise<Omit<MeasuredModels, 'latencies'>> {
  const { name, type } = served;
  const { progress, recordings } = measurement;
  const server = await start(served, measurement, [
    ...['--second-pass-timeout-ms', String(hearTimeoutMs)],
    ...['--close-timeout-ms', String(hearTimeoutMs)],
  ]);
  try {
    const loadMs = await loadAll(server, type);
    const before = serverCpuOf(server);
    const files: HeardFile[] = [];
    for (const recording of recordings) {
      progress.show(`models: ${name}, ${files.length + 1} of ${recordings.length}`);
      files.push(await hear(server, recording));
    }
    const audioSeconds = recordings.reduce((sum, recording) => sum + secondsOf(recording), 0);
    const after = serverCpuOf(server);
    return {
      name,
      type,
      files,
      loadMs,
      serverMs: (1000 * (after.server - before.server)) / audioSeconds,
      workersMs: (1000 * (after.workers - before.workers)) / audioSeconds,
      serverMib: rssOf(server.pid) / mib,
      workersMib: server.workerPids.reduce((sum, pid) => sum + rssOf(pid), 0) / mib,
    };
  } finally {
    await server.close();
  }
}

/** Latencies of a server with its usual settings. */
async function playAll(served: ServedModels, measurement: Measurement): Promise<readonly SessionLatencies[]> {
  const { progress, scripts } = measurement;
  const server = await start(served, measurement, []);
  try {
    await loadAll(server, served.type);
    const latencies = [];
    for (const [index, script] of scripts.entries()) {
      progress.show(`models: ${served.name}, at real-time pace, ${index + 1} of ${scripts.length}`);
      latencies.push(await playSession(server, script, { stream: index, finishBy: 'stop', type: served.type }));
    }
    return latencies;
  } finally {
    await server.close();
  }
}

async function start(
  { name, type, engine, modelDirs }: ServedModels,
  { options, progress }: Measurement,
  flags: readonly string[],
): Promise<StenoServer> {
  progress.show(`models: loading ${name}`);
  return await StenoServer.start(options, {
    flags: ['--default-type', type, ...flags],
    modelDirs,
    engine,
    workers: 1,
  });
}

/** The second model is loaded when a session asks for it. */
async function loadAll(server: StenoServer, type: 'fast' | 'quality'): Promise<number> {
  if (type === 'quality') {
    const client = await connect(server);
    const state = client.messages[0];
    if (state?.type !== 'state' || state.served_type !== 'quality') {
      throw new BenchError('no_answer', 'The server does not serve quality with these models.');
    }
    await server.logged((line) => line.msg === 'worker started' && line['modelId'] === state.second_model, loadTimeoutMs);
    await stop(client);
  }
  const started = server.log.filter(({ msg }) => msg === 'worker started');
  return started.reduce((sum, line) => sum + Number(line['loadMs']), 0);
}

async function hear(server: StenoServer, { samples, reference, kind }: Recording): Promise<HeardFile> {
  const client = await connect(server);
  await speak(client, bytesOf(samples));
  await stop(client, hearTimeoutMs);
  const failed = client.messages.find((message) => message.type === 'error');
  if (!isStopped(client)) {
    const code = failed?.type === 'error' ? failed.code : 'no error was told';
    throw new BenchError('no_answer', `A recording was not heard to its end: ${code}.`);
  }
  const words = normalisedWords(reference);
  return { kind, words: words.length, errors: alignWords(words, normalisedWords(client.text)).errors };
}

function isStopped({ messages }: TestClient): boolean {
  return messages.some((message) => message.type === 'state' && message.state === 'stopped');
}

function fewOfEachKind(recordings: readonly Recording[]): readonly Recording[] {
  const short = recordings.filter((recording) => secondsOf(recording) <= quick.longestSeconds);
  return [...new Set(short.map(({ kind }) => kind))].flatMap((kind) =>
    short.filter((recording) => recording.kind === kind).slice(0, quick.ofKind),
  );
}
