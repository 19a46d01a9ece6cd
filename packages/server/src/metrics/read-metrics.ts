import { samplesToSeconds } from '@steno/audio';
import type { PoolFigures, RecognitionHost } from '@steno/recognition';
import type { Capacity } from '../capacity/capacity.ts';
import { mergePools } from '../capacity/merge-pools.ts';
import type { Captions } from '../captions/captions.ts';
import type { OpenSession } from '../gateway/session-watch.ts';
import type { LimitCounters } from '../limits/limit-counters.ts';
import type { LatencyKind } from '../session/session-meter.ts';
import type { RecordStore } from '../store/record-store.ts';
import type { UsageFigures } from '../usage/usage-ledger.ts';
import type { SpanFigures } from '../tracing/tracing.ts';
import type { CountMap } from './count-map.ts';
import type { Figures } from './figures.ts';
import type { DistributionReading, Reading, Readings, SeriesLabels } from './readings.ts';
import type { ServedFigures } from './served-figures.ts';

/** Where metrics are read from. */
export interface MetricSources {
  readonly figures: Figures;
  /** The sessions that are not over. */
  readonly sessions: () => Iterable<OpenSession>;
  /** WebSockets that are open. */
  readonly connections: () => number;
  readonly recognition: Pick<RecognitionHost, 'pools'>;
  readonly capacity: Pick<Capacity, 'report' | 'costs'>;
  readonly limits: Pick<LimitCounters, 'counts'>;
  readonly captions: Pick<Captions, 'viewers' | 'gone' | 'shedPartials'>;
  readonly store: Pick<RecordStore, 'waitingOperations'>;
  readonly usage: () => UsageFigures;
  /** Undefined without traces. */
  readonly spans: () => SpanFigures | undefined;
  /** What this process uses: processor time in ms, memory in bytes. */
  readonly own: () => { readonly cpuMs: number; readonly rssBytes: number };
}

/** Reads all metrics at this moment. */
export function readMetrics(sources: MetricSources): Readings {
  const { figures, capacity, store } = sources;
  const served = figures.served;
  const pools = [...mergePools(sources.recognition.pools ?? []).values()];
  const report = capacity.report;
  const open = readOpen(sources.sessions(), served);
  const own = sources.own();
  const spans = sources.spans();
  const total = (of: (pool: PoolFigures) => number): number => pools.reduce((sum, pool) => sum + of(pool), 0);
  return {
    ...open.readings,
    sessionsOpened: ofServed(served, ({ opened }) => opened),
    sessionsClosed: ofCounts(figures.closed, 'reason'),
    sessionsRefused: ofCounts(figures.refused, 'code'),
    requestsRefused: ofCounts(figures.requestsRefused, 'code'),
    limitsReached: [...sources.limits.counts].map(([limit, count]) => reading({ limit }, count)),
    sessionsResumed: single(figures.resumed),
    connectionsOpen: single(sources.connections()),
    audioReceived: ofServed(served, ({ receivedSamples }) => samplesToSeconds(receivedSamples)),
    audioDecoded: ofServed(served, ({ decodedSamples }) => samplesToSeconds(decodedSamples)),
    lag: latencies(served, 'lag'),
    firstPartialLatency: latencies(served, 'first_partial'),
    partialLatency: latencies(served, 'partial'),
    finalLatency: latencies(served, 'final'),
    stopLatency: latencies(served, 'stop'),
    finals: ofServed(served, ({ finals }) => finals),
    partialsShed: ofServed(served, (of) => of.shedPartials + (open.shedPartials.get(of) ?? 0)),
    viewersOpen: single(sources.captions.viewers),
    viewersClosed: ofCounts(sources.captions.gone, 'end'),
    viewerPartialsShed: single(sources.captions.shedPartials),
    recordOperations: single(store.waitingOperations ?? 0),
    usageWaiting: single(sources.usage().waiting),
    usageLost: single(samplesToSeconds(sources.usage().lostSamples)),
    spans:
      spans === undefined
        ? []
        : (['exported', 'dropped', 'failed'] as const).map((outcome) => reading({ outcome }, spans[outcome])),
    spansWaiting: single(spans?.waiting ?? 0),
    workers: ofPools(pools, ({ workers }) => workers),
    workerPlaces: ofPools(pools, ({ state, places }) => (state === 'unloaded' ? 0 : places)),
    workerEvents: pools.flatMap(({ modelId: model, use, events }) =>
      Object.entries(events).map(([event, value]) => ({ labels: { model, use, event }, value })),
    ),
    workerBusy: ofPools(pools, ({ busyMs }) => busyMs / 1000),
    workerDecoded: ofPools(pools, ({ decodedSamples }) => samplesToSeconds(decodedSamples)),
    realTimeFactor: capacity.costs.map(({ modelId: model, use, cost }) => reading({ model, use }, cost.busyRatio)),
    streamsOpen: ofPools(pools, ({ streams }) => streams),
    streamsWaiting: ofPools(pools, ({ waitingStreams }) => waitingStreams),
    replayedStreams: ofPools(pools, ({ replayedStreams }) => replayedStreams),
    replayedAudio: ofPools(pools, ({ replayedSamples }) => samplesToSeconds(replayedSamples)),
    replayKept: ofPools(pools, ({ keptSamples }) => samplesToSeconds(keptSamples)),
    memory: [
      reading({ process: 'server' }, own.rssBytes),
      reading(
        { process: 'workers' },
        total(({ rssBytes }) => rssBytes),
      ),
    ],
    cpu: [
      reading({ process: 'server' }, own.cpuMs / 1000),
      reading({ process: 'workers' }, total(({ cpuMs }) => cpuMs) / 1000),
    ],
    loadRatio: single(report.loadRatio),
    targetRatio: single(report.targetRatio),
    freeSessions: report.models.flatMap(({ modelId: model, use, freeSessions }) =>
      freeSessions === undefined ? [] : reading({ model, use }, freeSessions),
    ),
  };
}

interface OpenReadings {
  readonly readings: Pick<Readings, 'sessionsOpen' | 'audioAhead' | 'outboxBytes' | 'outboxMessages'>;
  /** Of open sessions; those of closed ones are counted. */
  readonly shedPartials: ReadonlyMap<ServedFigures, number>;
}

/** What open sessions hold is counted when somebody asks, so that it costs nothing while nobody does. */
function readOpen(sessions: Iterable<OpenSession>, served: readonly ServedFigures[]): OpenReadings {
  const paces = ['live', 'bulk'] as const;
  const counts = new Map(served.map((of) => [of, { live: 0, bulk: 0, shedPartials: 0 }]));
  const ahead = { live: 0, bulk: 0 };
  let bytes = 0;
  let messages = 0;
  for (const { figures, meter, queues } of sessions) {
    const pace = meter.isBulk ? 'bulk' : 'live';
    const { shedPartials, bytes: held, waitingMessages } = queues;
    const count = counts.get(figures);
    if (count !== undefined) {
      count[pace] += 1;
      count.shedPartials += shedPartials;
    }
    ahead[pace] += meter.aheadSamples;
    bytes += held;
    messages += waitingMessages;
  }
  return {
    shedPartials: new Map([...counts].map(([of, { shedPartials }]) => [of, shedPartials])),
    readings: {
      sessionsOpen: [...counts].flatMap(([{ language, modelId: model }, count]) =>
        paces.map((pace) => reading({ language, model, pace }, count[pace])),
      ),
      audioAhead: paces.map((pace) => reading({ pace }, samplesToSeconds(ahead[pace]))),
      outboxBytes: single(bytes),
      outboxMessages: single(messages),
    },
  };
}

function reading(labels: SeriesLabels, value: number): Reading {
  return { labels, value };
}

function single(value: number): readonly Reading[] {
  return [reading({}, value)];
}

function ofServed(served: readonly ServedFigures[], value: (of: ServedFigures) => number): readonly Reading[] {
  return served.map((of) => reading({ language: of.language, model: of.modelId }, value(of)));
}

function latencies(served: readonly ServedFigures[], kind: LatencyKind): readonly DistributionReading[] {
  return served.map((of) => ({
    labels: { language: of.language, model: of.modelId },
    distribution: of.latencies(kind),
  }));
}

function ofPools(pools: readonly PoolFigures[], value: (of: PoolFigures) => number): readonly Reading[] {
  return pools.map((pool) => reading({ model: pool.modelId, use: pool.use }, value(pool)));
}

function ofCounts(counts: CountMap, label: string): readonly Reading[] {
  return [...counts.entries].map(([name, value]) => reading({ [label]: name }, value));
}
