import type { SentSample } from '../client/load-program.ts';
import { pause } from '../processes/pause.ts';
import type { LoadedServer } from './load-probe.ts';

/** Round trips of one server. */
export interface RoundTrips {
  readonly name: LoadedServer['name'];
  /** From a chunk to the message it causes, in ms; one list for each window. */
  readonly windowsMs: readonly (readonly number[])[];
}

/** Connections, each at 10 chunks/s: a light load. */
export const overheadConnections = 20;
const settleMs = 1000;

/** Measures round trips over loopback, in turn, so that noise is shared. */
export async function measureRoundTrips(
  servers: readonly LoadedServer[],
  windows: number,
  windowMs: number,
): Promise<readonly RoundTrips[]> {
  const found = servers.map((server) => ({ server, windowsMs: [] as (readonly number[])[] }));
  for (let window = 0; window < windows; window += 1) {
    for (const { server, windowsMs } of found) {
      const { load, address } = server;
      await load.ask('connect', { address, count: overheadConnections });
      await load.ask('begin');
      await pause(settleMs);
      await load.ask('take');
      await pause(windowMs);
      windowsMs.push((await load.ask<SentSample>('take')).roundTripsMs);
      await load.ask('end');
      await load.ask('connect', { address, count: 0 });
    }
  }
  return found.map(({ server, windowsMs }) => ({ name: server.name, windowsMs }));
}
