import { cpus } from 'node:os';
import { type CorpusFile, writeCorpus } from '../assets/corpus.ts';
import { findModel } from '../assets/model.ts';
import { readRecordings } from '../assets/recordings.ts';
import type { BenchOptions } from '../bench-options.ts';
import type { Progress } from '../report/progress.ts';
import type { Report } from '../report/report.ts';
import { BareSide } from './bare-side.ts';
import { maxOthersShare, untilQuiet } from './quiet.ts';
import { CapacitySearch } from './search.ts';
import { ServerSide } from './server-side.ts';
import { isSustained, type Load, maxLagMs, type Probe, type Side, totalCpu } from './side.ts';

/** Processes that decode, on both sides: the cores of the comparison. */
const processes = 2;
/** Streams of the comparison of CPU time. Chosen: what both sides carry of a small model, and not much less. */
const equalStreams = 60;
/** The share of the CPU that streams may take by the first guess; batches get better as load grows. */
const firstGuessShare = 0.95;
const minRatio = 0.85;
/** Windows after which a load counts as too much, however busy the machine was. */
const maxTries = 3;

interface Timing {
  readonly seconds: number;
  readonly settleSeconds: number;
  /** How exactly capacity is found, in streams. */
  readonly step: number;
}

interface Searched {
  readonly side: Side;
  readonly equal: Probe;
  readonly search: CapacitySearch;
  readonly probes: Probe[];
}

/** How many concurrent real-time streams the server carries, beside the bare engine loop. */
export async function runCapacity(options: BenchOptions, progress: Progress): Promise<Report> {
  const timing: Timing = options.isQuick
    ? { seconds: 6, settleSeconds: 1.5, step: 6 }
    : { seconds: 12, settleSeconds: 2, step: 3 };
  const model = await findModel(options);
  const corpus = await writeCorpus(await readRecordings(options.assetsDir, progress, options.isQuick ? 30 : undefined));
  const sides: Side[] = [];
  try {
    progress.show('capacity: starting');
    sides.push(await BareSide.start({ model, file: corpus.file }, processes));
    sides.push(await ServerSide.start({ model, workers: processes }, corpus.file));
    return toReport(await searchAll(sides, timing, progress), timing);
  } finally {
    await closeAll(sides, corpus);
  }
}

/** The sides take turns, so that what else the machine does meets both. */
async function searchAll(sides: readonly Side[], timing: Timing, progress: Progress): Promise<readonly Searched[]> {
  const searches: Searched[] = [];
  for (const side of sides) {
    progress.show(`capacity: ${side.name}, ${equalStreams} streams`);
    await side.grow(equalStreams);
    await untilQuiet();
    const equal = await side.probe({ ...timing, streams: equalStreams });
    const first = Math.round((firstGuessShare * processes) / totalCpu(equal));
    searches.push({ side, equal, search: new CapacitySearch(first, timing.step), probes: [] });
  }
  while (searches.some(({ search }) => !search.isOver)) {
    for (const { side, search, probes } of searches.filter((one) => !one.search.isOver)) {
      const load = { ...timing, streams: search.next };
      progress.show(`capacity: ${side.name}, ${load.streams} streams`);
      const tried = await tryLoad(side, load);
      probes.push(...tried);
      search.record(tried.some(isSustained));
    }
  }
  return searches;
}

/**
 * Tries a load until it is carried, or is not in a window of which others used little: they only ever take
 * away.
 */
async function tryLoad(side: Side, load: Load): Promise<readonly Probe[]> {
  await side.grow(load.streams);
  const tried: Probe[] = [];
  for (let failures = 0; tried.length < maxTries && failures < 2;) {
    await untilQuiet();
    const probe = await side.probe(load);
    tried.push(probe);
    if (isSustained(probe)) break;
    if (probe.othersShare <= maxOthersShare) failures += 1;
  }
  return tried;
}

async function closeAll(sides: readonly Side[], corpus: CorpusFile): Promise<void> {
  await Promise.allSettled(sides.map((side) => side.close()));
  await corpus.remove();
}

const milli = 1000;

function toReport(searches: readonly Searched[], { seconds, settleSeconds, step }: Timing): Report {
  const [bare, server] = searches;
  const ratio = (server?.search.carried ?? NaN) / (bare?.search.carried ?? NaN);
  const cpuRows = searches.flatMap(({ side, equal }) => [
    ...equal.cpu.map(({ part, perStreamSecond }) => [`${side.name}: ${part}`, perStreamSecond * milli]),
  ]);
  const cpuOf = (searched: Searched | undefined, isPart: (part: string) => boolean): number =>
    searched?.equal.cpu.filter(({ part }) => isPart(part)).reduce((sum, one) => sum + one.perStreamSecond, 0) ?? NaN;
  const bareCpu = cpuOf(bare, () => true);
  const cpuRatio = bareCpu / cpuOf(server, () => true);
  const cpuRatioWithoutGenerator = bareCpu / cpuOf(server, (part) => part !== 'load generator');
  return {
    name: 'capacity',
    tables: [
      {
        title: `Streams carried in real time by ${processes} processes`,
        header: ['side', 'streams', 'p50 ms', 'p95 ms', 'growth ms', 'others %'],
        rows: searches.map(({ side, search, probes }) => {
          const best = probes.findLast((probe) => probe.streams === search.carried && isSustained(probe));
          return [side.name, search.carried, ...lagCells(best)];
        }),
      },
      {
        title: `CPU at ${equalStreams} streams, ms for each second of one stream`,
        header: ['part', 'CPU ms'],
        rows: cpuRows,
      },
      {
        title: 'Every window',
        header: ['side', 'streams', 'p50 ms', 'p95 ms', 'growth ms', 'others %', 'carried'],
        rows: searches.flatMap(({ side, probes }) =>
          probes.map((probe) => [side.name, probe.streams, ...lagCells(probe), isSustained(probe) ? 'yes' : 'no']),
        ),
      },
    ],
    verdicts: [
      { name: 'streams, server to bare loop', value: ratio, unit: 'ratio', limit: minRatio, isUpperLimit: false },
    ],
    remarks: [
      `CPU of the bare loop to that of the server at ${equalStreams} streams: ${cpuRatio.toFixed(2)}, ` +
        `${cpuRatioWithoutGenerator.toFixed(2)} without the load generator.`,
      `Carried: p95 of the lag under ${maxLagMs} ms and no growth in a window of ${seconds - settleSeconds} s; ` +
        `found to ${step} streams; ${cpus().length} cores for all processes together.`,
    ],
    details: {
      ratio,
      cpuRatio,
      cpuRatioWithoutGenerator,
      sides: searches.map(({ side, equal, search, probes }) => ({
        side: side.name,
        streams: search.carried,
        equal,
        probes: probes.map((probe) => ({ ...probe, isSustained: isSustained(probe) })),
      })),
    },
  };
}

/** The worst of the processes. */
function lagCells(probe: Probe | undefined): readonly number[] {
  if (probe === undefined) return [NaN, NaN, NaN, NaN];
  const worst = (pick: (lag: Probe['lags'][number]) => number): number => Math.max(...probe.lags.map(pick));
  return [worst(({ p50 }) => p50), worst(({ p95 }) => p95), worst(({ growth }) => growth), 100 * probe.othersShare];
}
