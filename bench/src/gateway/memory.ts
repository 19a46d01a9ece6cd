import { pause } from '../processes/pause.ts';
import type { MemoryUse } from '../server/load-meter.ts';
import type { LoadedServer } from './load-probe.ts';

/** What a connection costs, in bytes. */
export interface ConnectionMemory {
  readonly name: LoadedServer['name'];
  /** Connected, nothing sent. */
  readonly idle: MemoryUse;
  /** After a second of audio, and silent again. */
  readonly afterAudio: MemoryUse;
}

/** How many idle sessions are held. */
export const idleSessions = 1000;
/** Connections made and ended beforehand, so that what is loaded once is not counted. */
const warmUpSessions = 100;
const settleMs = 1000;

/** Measures the memory of idle connections; wants a server that has done nothing yet. */
export async function measureMemory({ name, program, address, load }: LoadedServer): Promise<ConnectionMemory> {
  const speak = async (): Promise<void> => {
    await load.ask('begin');
    await pause(settleMs);
    await load.ask('end');
    await pause(settleMs);
  };
  await load.ask('connect', { address, count: warmUpSessions });
  await speak();
  await load.ask('connect', { address, count: 0 });
  await pause(settleMs);
  const before = await program.ask<MemoryUse>('memory');
  await load.ask('connect', { address, count: idleSessions });
  await pause(settleMs);
  const idle = await program.ask<MemoryUse>('memory');
  await speak();
  const afterAudio = await program.ask<MemoryUse>('memory');
  await load.ask('connect', { address, count: 0 });
  return { name, idle: perSession(before, idle), afterAudio: perSession(before, afterAudio) };
}

function perSession(before: MemoryUse, after: MemoryUse): MemoryUse {
  return {
    rssBytes: (after.rssBytes - before.rssBytes) / idleSessions,
    heapBytes: (after.heapBytes - before.heapBytes) / idleSessions,
    externalBytes: (after.externalBytes - before.externalBytes) / idleSessions,
  };
}
