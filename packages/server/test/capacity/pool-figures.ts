import type { PoolFigures } from '@steno/recognition';

/** A pool with two loaded workers that have done nothing, but for what is given. */
export function poolFigures(given: Partial<PoolFigures> = {}): PoolFigures {
  return {
    modelId: 'm',
    engine: 'sherpa',
    use: 'streams',
    state: 'loaded',
    places: 2,
    workers: 2,
    streams: 0,
    waitingStreams: 0,
    busyMs: 0,
    cpuMs: 0,
    decodedSamples: 0,
    rssBytes: 0,
    keptSamples: 0,
    replayedStreams: 0,
    replayedSamples: 0,
    events: {
      worker_started: 0,
      worker_died: 0,
      worker_hung: 0,
      worker_nonsense: 0,
      worker_start_failed: 0,
      model_given_up: 0,
      model_load_failed: 0,
      model_unloaded: 0,
    },
    ...given,
  };
}
