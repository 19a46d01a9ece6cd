import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { LocalHost } from '@steno/recognition';
import {
  createLog,
  openKeyStore,
  parseConfiguration,
  type RecordStore,
  type RunningServer,
  startServer,
} from '@steno/server';
import { pause } from '../processes/pause.ts';
import { serveParent } from '../processes/serve-parent.ts';
import { openStore } from '../server/open-store.ts';
import { LagWatch } from '../server/lag-watch.ts';
import type { ServerAddress, ServerProgramStart } from '../server/server-program.ts';
import { LagRecorder, type LagSummary } from './lag-recorder.ts';
import { unlimited } from '../server/unlimited.ts';

/** Where the server is, and its processes. */
export interface WatchedServer extends ServerAddress {
  readonly workerPids: readonly number[];
}

/** The time audio that waits may take to be decoded, in ms. */
const drainTimeoutMs = 60_000;

let server: RunningServer | undefined;
let store: RecordStore | undefined;
let recognition: LagWatch | undefined;
let dataDir = '';
let beganMs = 0;
const workerPids: number[] = [];
const recorder = new LagRecorder();

async function start({ model, workers }: ServerProgramStart): Promise<WatchedServer> {
  dataDir = await mkdtemp(path.join(tmpdir(), 'steno-bench-'));
  const keys = openKeyStore(dataDir);
  const { key } = await keys.create({ name: 'bench', expiresInDays: 1 });
  const configuration = parseConfiguration({
    flags: { port: '0', dataDir, ...unlimited },
    environment: { HOME: homedir() },
  });
  const host = new LocalHost({
    models: [model],
    workersPerModel: workers,
    onWorkerEvent: (event) => {
      if (event.type === 'worker_started') workerPids.push(event.pid);
      if (event.type === 'worker_died') process.stderr.write(`a worker died: ${event.lastWords}\n`);
    },
  });
  recognition = new LagWatch(host, recorder);
  await host.start();
  // The host is ready with its first worker; streams are to be shared by all.
  for (let waitedMs = 0; workerPids.length < workers && waitedMs < drainTimeoutMs; waitedMs += 50) await pause(50);
  const log = createLog('warn');
  store = await openStore(configuration, log);
  server = await startServer({ configuration, recognition, keys, store, log });
  return { url: server.url, key, workerPids };
}

function begin(): void {
  recorder.clear();
  recognition?.restart();
  beganMs = performance.now();
}

/** Lags of what was due from `fromSeconds` to `toSeconds` after `begin`. */
function lags(window: { readonly fromSeconds: number; readonly toSeconds: number }): LagSummary {
  recognition?.noteWaiting();
  return recorder.summary({
    fromMs: beganMs + window.fromSeconds * 1000,
    toMs: beganMs + window.toSeconds * 1000,
  });
}

async function drained(): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < drainTimeoutMs; waitedMs += 50) {
    if (recognition?.waiting === 0) return true;
    await pause(50);
  }
  return false;
}

serveParent({ start, begin, lags, drained, sessions: () => server?.sessionCount ?? 0 }, async () => {
  await server?.close();
  await store?.close();
  await recognition?.close();
  if (dataDir !== '') await rm(dataDir, { recursive: true, force: true });
});
