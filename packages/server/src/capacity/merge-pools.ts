import { countedWorkerEvents, type CountedWorkerEvent, type PoolFigures } from '@steno/recognition';

/** The figures of pools by model and use; pools that differ in something else, as in punctuation, are added up. */
export function mergePools(pools: readonly PoolFigures[]): ReadonlyMap<string, PoolFigures> {
  const merged = new Map<string, PoolFigures>();
  for (const pool of pools) {
    const key = poolKey(pool);
    const other = merged.get(key);
    merged.set(key, other === undefined ? pool : sum(other, pool));
  }
  return merged;
}

/** What names a pool. */
export function poolKey({ modelId, use }: Pick<PoolFigures, 'modelId' | 'use'>): string {
  return `${modelId}\n${use}`;
}

function sum(a: PoolFigures, b: PoolFigures): PoolFigures {
  // Only a pool that is loaded has workers to count.
  const state = a.state === 'loaded' ? a.state : b.state;
  const events: Record<CountedWorkerEvent, number> = { ...a.events };
  for (const event of countedWorkerEvents) events[event] += b.events[event];
  return {
    ...a,
    state,
    events,
    places: a.places + b.places,
    workers: a.workers + b.workers,
    streams: a.streams + b.streams,
    waitingStreams: a.waitingStreams + b.waitingStreams,
    busyMs: a.busyMs + b.busyMs,
    cpuMs: a.cpuMs + b.cpuMs,
    decodedSamples: a.decodedSamples + b.decodedSamples,
    rssBytes: a.rssBytes + b.rssBytes,
    keptSamples: a.keptSamples + b.keptSamples,
    replayedStreams: a.replayedStreams + b.replayedStreams,
    replayedSamples: a.replayedSamples + b.replayedSamples,
  };
}
