import type { Report } from '../report/report.ts';
import { type Slope, slopeOf } from '../report/slope.ts';
import { type MemorySample, mib } from '../serve/memory-sampler.ts';
import type { SteadyCounts } from './steady.ts';

/** The growth that counts as none, in percent of the mean in ten minutes. Chosen. */
const maxGrowthPercent = 1;
/** The share of the samples at the beginning that are left out: memory still finds its level. */
const leftOutShare = 1 / 3;
const tenMinutesMs = 600_000;

/** How it was run. */
export interface SteadyPlan {
  readonly minutes: number;
  readonly sessionsAtOnce: number;
  readonly warmUpSessions: number;
}

interface Growth {
  readonly what: string;
  readonly firstMib: number;
  readonly lastMib: number;
  /** Percent of the mean in ten minutes. */
  readonly percent: Slope;
}

/** Fits a line to the memory of each process and holds its slope to its bound. */
export function toSteadyReport(samples: readonly MemorySample[], counts: SteadyCounts, plan: SteadyPlan): Report {
  const kept = samples.slice(Math.ceil(samples.length * leftOutShare));
  const growths = [
    growthOf('server, RSS', kept, ({ serverRss }) => serverRss),
    growthOf('server, heapUsed', kept, ({ serverHeap }) => serverHeap),
    ...(kept[0]?.workerRss ?? []).map((_, index) =>
      growthOf(`worker ${index + 1}, RSS`, kept, ({ workerRss }) => workerRss[index] ?? NaN),
    ),
  ];
  return {
    name: 'steady',
    tables: [
      {
        title: `Memory over the last two thirds of ${plan.minutes} minutes with ${plan.sessionsAtOnce} sessions`,
        header: ['process', 'first MiB', 'last MiB', '% in 10 min', 'from', 'to'],
        rows: growths.map(({ what, firstMib, lastMib, percent }) => [
          what,
          firstMib,
          lastMib,
          percent.slope,
          percent.low,
          percent.high,
        ]),
      },
    ],
    verdicts: [
      ...growths.map(({ what, percent }) => ({
        name: `${what}, growth in 10 minutes; 0 when its interval holds 0`,
        value: percent.low <= 0 && percent.high >= 0 ? 0 : percent.slope,
        unit: '%',
        limit: maxGrowthPercent,
        isUpperLimit: true,
      })),
      { name: 'sessions that did not end with stopped', value: counts.failed, unit: '', limit: 0, isUpperLimit: true },
    ],
    remarks: [
      `${counts.sessions} sessions, ${counts.finals} finals; ${plan.warmUpSessions} of the sessions, of 1 s each, before ` +
        'the samples. A line is fitted by least squares; "from" and "to" are the 95 % interval of its slope, widened for ' +
        'samples that resemble their neighbours. A wide interval that holds 0 says little: see how far it goes.',
    ],
    details: { plan, counts, growths, samples },
  };
}

function growthOf(what: string, samples: readonly MemorySample[], pick: (sample: MemorySample) => number): Growth {
  const values = samples.map(pick);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const slope = slopeOf(samples.map((sample) => ({ x: sample.atMs, y: pick(sample) })));
  const percent = (perMs: number): number => (100 * perMs * tenMinutesMs) / mean;
  return {
    what,
    firstMib: (values[0] ?? NaN) / mib,
    lastMib: (values.at(-1) ?? NaN) / mib,
    percent: { slope: percent(slope.slope), low: percent(slope.low), high: percent(slope.high) },
  };
}
