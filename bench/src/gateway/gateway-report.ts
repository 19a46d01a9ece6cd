import type { Report } from '../report/report.ts';
import { median, percentile } from '@steno/client/measure';
import { lightConnections, type SustainedConnections } from './connections.ts';
import type { LoadedServer } from './load-probe.ts';
import { type ConnectionMemory, idleSessions } from './memory.ts';
import { overheadConnections, type RoundTrips } from './overhead.ts';

/** All that the benchmark of the gateway measured. */
export interface GatewayFigures {
  readonly roundTrips: readonly RoundTrips[];
  /** One of each server and round. */
  readonly memory: readonly ConnectionMemory[];
  readonly connections: readonly SustainedConnections[];
  /** Whether server and load generator had a core each. */
  readonly isPinned: boolean;
}

const names = ['bare', 'gateway'] as const;
const kilobyte = 1000;

/** Holds the figures to their limits. */
export function toGatewayReport(figures: GatewayFigures): Report {
  const [bare, gateway] = names.map((name) => summaryOf(name, figures));
  if (bare === undefined || gateway === undefined) throw new TypeError('a name has a summary');
  const probes = figures.connections.flatMap((found) => found.probes);
  const disturbed = probes.filter(({ isDisturbed }) => isDisturbed).length;
  return {
    name: 'gateway',
    tables: [
      {
        title: 'Connections at 10 chunks/s of 3,200 bytes that one core sustains (p99 delay <= 200 ms)',
        header: ['server', 'connections', 'of each round', `CPU per message at ${lightConnections}, us`],
        rows: [bare, gateway].map((it) => [it.name, it.connections, it.rounds.join(' '), it.cpuPerMessageUs]),
      },
      {
        title: `Memory of each of ${idleSessions} idle sessions, kB`,
        header: ['server', 'idle', 'of that heap', 'after 1 s of audio', 'of that heap'],
        rows: [bare, gateway].map((it) => [it.name, ...it.memoryKb]),
      },
      {
        title: `Round trip from chunk to message, ${overheadConnections} connections at 10/s, ms`,
        header: ['server', 'messages', 'p50', 'p99 (median)', 'p99 of each window'],
        rows: [bare, gateway].map((it) => [
          it.name,
          it.roundTrips.length,
          percentile(it.roundTrips, 0.5),
          median(it.windowP99s),
          it.windowP99s.map((p99) => p99.toFixed(2)).join(' '),
        ]),
      },
    ],
    verdicts: [
      {
        name: 'connections, by those of the bare server',
        value: gateway.connections / bare.connections,
        unit: 'ratio',
        limit: 0.7,
        isUpperLimit: false,
      },
      {
        name: 'memory per idle session',
        value: gateway.memoryKb[0] ?? NaN,
        unit: 'kB',
        limit: 150,
        isUpperLimit: true,
      },
      {
        name: 'round trip of a chunk, p99 (median of the windows)',
        value: median(gateway.windowP99s),
        unit: 'ms',
        limit: 5,
        isUpperLimit: true,
      },
      {
        name: 'overhead per chunk: p99 above that of the bare server',
        value: median(gateway.windowP99s) - median(bare.windowP99s),
        unit: 'ms',
        limit: 5,
        isUpperLimit: true,
      },
    ],
    remarks: [
      ...(figures.isPinned ? [] : ['Nothing was pinned to a core: taskset or a second core is missing.']),
      ...(disturbed === 0
        ? []
        : [`${disturbed} of ${probes.length} probes were disturbed: other processes had a core. See the probes.`]),
    ],
    details: { ...figures, roundTrips: [bare, gateway].map(({ name, windowP99s }) => ({ name, windowP99s })) },
  };
}

function summaryOf(name: LoadedServer['name'], { connections, memory, roundTrips }: GatewayFigures) {
  const searched = connections.filter((found) => found.name === name);
  const rounds = searched.flatMap(({ sustained }) => sustained);
  const memories = memory.filter((measured) => measured.name === name);
  const medianKb = (of: (memory: ConnectionMemory) => number): number => median(memories.map(of)) / kilobyte;
  const windows = roundTrips.filter((measured) => measured.name === name).flatMap(({ windowsMs }) => windowsMs);
  return {
    name,
    rounds,
    connections: median(rounds),
    cpuPerMessageUs: median(searched.flatMap(({ cpuPerMessageUs }) => cpuPerMessageUs)),
    memoryKb: [
      medianKb(({ idle }) => idle.rssBytes),
      medianKb(({ idle }) => idle.heapBytes),
      medianKb(({ afterAudio }) => afterAudio.rssBytes),
      medianKb(({ afterAudio }) => afterAudio.heapBytes),
    ],
    roundTrips: windows.flat(),
    windowP99s: windows.map((window) => percentile(window, 0.99)),
  };
}
