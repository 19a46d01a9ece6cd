import { runFuzz } from '@steno/testkit';
import type { BenchOptions } from '../bench-options.ts';
import { ChildProgram } from '../processes/child-program.ts';
import { pause } from '../processes/pause.ts';
import type { Progress } from '../report/progress.ts';
import type { Report } from '../report/report.ts';
import { mib } from '../serve/memory-sampler.ts';
import type { MemoryUse } from '../server/load-meter.ts';
import type { NullServerStart, NullServerState } from '../server/null-server-program.ts';
import type { ServerAddress } from '../server/server-program.ts';
import { unlimited } from '../server/unlimited.ts';

/** Inputs after which the server has compiled and cached what it will. */
const warmInputs = 50_000;
/** The first seed; another one makes other inputs. */
const seed = 20_260_101;
const lanes = 48;
/** Two looks after garbage collection differ by less. Chosen. */
const maxGrowthMib = 8;
/** How long the last sessions have to end, in ms. */
const settleMs = 3000;

/** Sends a million mutated requests and messages to a server with a recognizer that does nothing. */
export async function runFuzzing({ isQuick }: BenchOptions, progress: Progress): Promise<Report> {
  const inputs = isQuick ? 100_000 : 1_000_000;
  const server = await ChildProgram.start('server/null-server-program');
  try {
    const start: NullServerStart = {
      answer: 'partial',
      flags: { ...unlimited, resumeWindowMs: '0', allowKeyInStart: 'true' },
    };
    const { url, key } = await server.ask<ServerAddress>('start', start);
    const given = { port: Number(new URL(url).port), key, lanes };
    const onProgress = (done: number): void => {
      progress.show(`fuzz: ${done} of ${inputs} inputs`);
    };
    await runFuzz({ ...given, seed: seed + 1, inputs: warmInputs });
    await pause(settleMs);
    const before = await server.ask<MemoryUse>('memory');
    const startedMs = performance.now();
    const outcome = await runFuzz({ ...given, seed, inputs, onProgress });
    const seconds = (performance.now() - startedMs) / 1000;
    await pause(settleMs);
    const after = await server.ask<MemoryUse>('memory');
    const { sessions } = await server.ask<NullServerState>('state');
    const health = await fetch(`${url.replace('ws', 'http')}/healthz`);
    const usedBytes = ({ heapBytes, externalBytes }: MemoryUse): number => heapBytes + externalBytes;
    const growthMib = (usedBytes(after) - usedBytes(before)) / mib;
    return {
      name: 'fuzz',
      tables: [
        {
          title: `${outcome.inputs} inputs on ${outcome.connections} connections in ${seconds.toFixed(0)} s: how connections ended`,
          header: ['end', 'connections'],
          rows: Object.entries(outcome.outcomes).sort(([, one], [, other]) => other - one),
        },
        {
          title: 'Memory of the server after garbage collection, MiB',
          header: ['', 'heap', 'buffers', 'RSS'],
          rows: [
            ['before', before.heapBytes / mib, before.externalBytes / mib, before.rssBytes / mib],
            ['after', after.heapBytes / mib, after.externalBytes / mib, after.rssBytes / mib],
          ],
        },
        ...(outcome.findings.length === 0
          ? []
          : [
              {
                title: 'Findings',
                header: ['seed', 'problem'],
                rows: outcome.findings.map((found) => [found.seed, found.problem] as const),
              },
            ]),
      ],
      verdicts: [
        { name: 'inputs', value: outcome.inputs, unit: '', limit: inputs, isUpperLimit: false },
        {
          name: 'answers that are not documented',
          value: outcome.findings.length,
          unit: '',
          limit: 0,
          isUpperLimit: true,
        },
        { name: 'healthz afterwards', value: health.status, unit: 'status', limit: 200, isUpperLimit: true },
        { name: 'sessions left', value: sessions, unit: '', limit: 0, isUpperLimit: true },
        { name: 'growth of heap and buffers', value: growthMib, unit: 'MiB', limit: maxGrowthMib, isUpperLimit: true },
      ],
      remarks: [],
      details: { ...outcome, seed, seconds, before, after, sessions },
    };
  } finally {
    await server.close();
  }
}
