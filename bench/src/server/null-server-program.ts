import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import {
  createLog,
  openKeyStore,
  parseConfiguration,
  type RecordStore,
  type RunningServer,
  type SettingName,
  startServer,
} from '@steno/server';
import { serveParent } from '../processes/serve-parent.ts';
import { openStore } from './open-store.ts';
import { LoadMeter, memoryUse } from './load-meter.ts';
import { createNullHost, type NullHostAnswer } from './null-host.ts';
import type { ServerAddress } from './server-program.ts';
import { unlimited } from './unlimited.ts';

const meter = new LoadMeter();
let server: RunningServer | undefined;
let store: RecordStore | undefined;
let dataDir = '';

/** What the server is started with. */
export interface NullServerStart {
  readonly answer: NullHostAnswer;
  /** Settings as their flags would be written; default those of a server that takes whatever comes. */
  readonly flags?: Readonly<Partial<Record<SettingName, string>>>;
}

/** What the server says of itself. */
export interface NullServerState {
  readonly sessions: number;
  /** How often each limit was reached. */
  readonly limits: Readonly<Record<string, number>>;
}

/** Where the server is, and a key of somebody else. */
export interface NullServerAddress extends ServerAddress {
  readonly otherKey: string;
}

async function start({ answer, flags = unlimited }: NullServerStart): Promise<NullServerAddress> {
  dataDir = await mkdtemp(path.join(tmpdir(), 'steno-bench-'));
  const keys = openKeyStore(dataDir);
  const { key } = await keys.create({ name: 'bench', expiresInDays: 1 });
  const { key: otherKey } = await keys.create({ name: 'other', owner: 'other', expiresInDays: 1 });
  const configuration = parseConfiguration({
    flags: { port: '0', dataDir, ...flags },
    environment: { HOME: homedir() },
  });
  const recognition = createNullHost(answer, (samples) => {
    if (samples.length < 2) return;
    meter.note(new DataView(samples.buffer, samples.byteOffset).getUint32(0, true));
  });
  const log = createLog('warn');
  store = await openStore(configuration, log);
  server = await startServer({ configuration, recognition, keys, store, log });
  return { url: server.url, key, otherKey };
}

function state(): NullServerState {
  return { sessions: server?.sessionCount ?? 0, limits: Object.fromEntries(server?.limitCounts ?? []) };
}

serveParent({ start, state, load: () => meter.take(), memory: memoryUse }, async () => {
  await server?.close();
  await store?.close();
  if (dataDir !== '') await rm(dataDir, { recursive: true, force: true });
});
