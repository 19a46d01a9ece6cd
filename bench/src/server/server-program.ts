import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { type InstalledModel, LocalHost } from '@steno/recognition';
import {
  createLog,
  openKeyStore,
  parseConfiguration,
  type RecordStore,
  type RunningServer,
  startServer,
} from '@steno/server';
import { serveParent } from '../processes/serve-parent.ts';
import { openStore } from './open-store.ts';
import { unlimited } from './unlimited.ts';

/** What the server is started with. */
export interface ServerProgramStart {
  readonly model: InstalledModel;
  /** Worker processes; integer, >= 1. */
  readonly workers: number;
}

/** Where the server is. */
export interface ServerAddress {
  readonly url: string;
  readonly key: string;
}

let server: RunningServer | undefined;
let store: RecordStore | undefined;
let recognition: LocalHost | undefined;
let dataDir = '';

async function start({ model, workers }: ServerProgramStart): Promise<ServerAddress> {
  dataDir = await mkdtemp(path.join(tmpdir(), 'steno-bench-'));
  const keys = openKeyStore(dataDir);
  const { key } = await keys.create({ name: 'bench', expiresInDays: 1 });
  const configuration = parseConfiguration({
    flags: { port: '0', dataDir, admissionLoadRatio: '0', ...unlimited },
    environment: { HOME: homedir() },
  });
  recognition = new LocalHost({
    models: [model],
    workersPerModel: workers,
    onWorkerEvent: (event) => {
      if (event.type === 'worker_died') process.stderr.write(`a worker died: ${event.lastWords}\n`);
    },
  });
  await recognition.start();
  const log = createLog('warn');
  store = await openStore(configuration, log);
  server = await startServer({ configuration, recognition, keys, store, log });
  return { url: server.url, key };
}

serveParent({ start }, async () => {
  await server?.close();
  await store?.close();
  await recognition?.close();
  if (dataDir !== '') await rm(dataDir, { recursive: true, force: true });
});
