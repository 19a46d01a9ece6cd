import type { Progress } from '../report/progress.ts';
import { median } from '@steno/client/measure';
import { type LoadedServer, type Probe, probeConnections } from './load-probe.ts';

/** How thoroughly is searched. */
export interface SearchOptions {
  /** How often each server is searched, in turn with the other. */
  readonly rounds: number;
  readonly windowMs: number;
  /** How often the gap between too few and too many is halved. */
  readonly halvings: number;
}

/** How many connections a server sustains. */
export interface SustainedConnections {
  readonly name: LoadedServer['name'];
  /** Of each round. */
  readonly sustained: readonly number[];
  /** CPU time for a message at {@link lightConnections}, in us; of each round. */
  readonly cpuPerMessageUs: readonly number[];
  readonly probes: readonly Probe[];
}

/** Few enough for any server; the CPU time of their messages tells where the search begins. */
export const lightConnections = 500;
/** A step of the search, as a factor. Chosen. */
const step = 1.25;
/** One failure may be another process's doing; so often a disturbed probe is made again. Chosen. */
const maxAttempts = 4;
/** So many fit into the ports of a client; a search that gets there has found no bound. */
const maxConnections = 15_000;

/** Finds for each server the connections at 10 chunks/s that it sustains; in turn, so that noise is shared. */
export async function searchConnections(
  servers: readonly LoadedServer[],
  options: SearchOptions,
  progress: Progress,
): Promise<readonly SustainedConnections[]> {
  const found = servers.map((server) => ({
    server,
    sustained: [] as number[],
    cpuPerMessageUs: [] as number[],
    probes: [] as Probe[],
  }));
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const { server, sustained, cpuPerMessageUs, probes } of found) {
      const probe = async (connections: number): Promise<Probe> => {
        progress.show(`gateway: round ${round} of ${options.rounds}, ${server.name}, ${connections} connections`);
        const result = await probeConnections(server, connections, options.windowMs);
        probes.push(result);
        return result;
      };
      const light = await probe(lightConnections);
      cpuPerMessageUs.push(light.cpuPerMessageUs);
      const guess = Math.round(sustained.length > 0 ? median(sustained) : lightConnections / light.serverCpuShare);
      sustained.push(await searchFrom(guess, options.halvings, probe));
      await server.load.ask('connect', { address: server.address, count: 0 });
    }
  }
  return found.map(({ server, ...rest }) => ({ name: server.name, ...rest }));
}

/** @returns the largest number that was sustained. */
async function searchFrom(
  guess: number,
  halvings: number,
  probe: (connections: number) => Promise<Probe>,
): Promise<number> {
  const isSustained = async (connections: number): Promise<boolean> => {
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      const result = await probe(connections);
      if (result.isSustained) return true;
      if (!result.isDisturbed && attempt > 1) return false;
    }
    return false;
  };
  let low = 0;
  let high = Infinity;
  let next = guess;
  while (low === 0 || high === Infinity) {
    if (await isSustained(next)) {
      low = next;
      if (low >= maxConnections) return low;
      next = Math.min(maxConnections, Math.round(next * step));
    } else {
      high = next;
      next = Math.round(next / step);
      if (next < 1) return 0;
    }
  }
  for (let count = 0; count < halvings; count += 1) {
    const middle = Math.round((low + high) / 2);
    if (await isSustained(middle)) low = middle;
    else high = middle;
  }
  return low;
}
