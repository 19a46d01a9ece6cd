import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
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
import { LoadMeter, memoryUse } from './load-meter.ts';
import { createNullHost, type NullHostAnswer } from './null-host.ts';
import type { ServerAddress } from './server-program.ts';
import { unlimited } from './unlimited.ts';

const meter = new LoadMeter();
let server: RunningServer | undefined;
let store: RecordStore | undefined;
let dataDir = '';

async function start({ answer }: { readonly answer: NullHostAnswer }): Promise<ServerAddress> {
  dataDir = await mkdtemp(path.join(tmpdir(), 'steno-bench-'));
  const keys = openKeyStore(dataDir);
  const { key } = await keys.create({ name: 'bench', expiresInDays: 1 });
  const configuration = parseConfiguration({
    flags: { port: '0', dataDir, ...unlimited },
    environment: { HOME: homedir() },
  });
  const recognition = createNullHost(answer, (samples) => {
    if (samples.length < 2) return;
    meter.note(new DataView(samples.buffer, samples.byteOffset).getUint32(0, true));
  });
  const log = createLog('warn');
  store = await openStore(configuration, log);
  server = await startServer({ configuration, recognition, keys, store, log });
  return { url: server.url, key };
}

serveParent({ start, load: () => meter.take(), memory: memoryUse }, async () => {
  await server?.close();
  await store?.close();
  if (dataDir !== '') await rm(dataDir, { recursive: true, force: true });
});
