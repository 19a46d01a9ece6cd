import { type Metrics, samplesOf, sumOf } from './prometheus.ts';
import { type History, rateOf } from './readings.ts';

/** The workers of a model for one purpose. */
export interface Pool {
  readonly model: string;
  /** `streams`, `key_terms` or `second_pass`. */
  readonly use: string;
  readonly living: number;
  /** How many there should be; 0 for a model that is not loaded. */
  readonly places: number;
  /** Compute time for audio time; undefined before anything was decoded. */
  readonly realTimeFactor: number | undefined;
  /** The share of the time in which its workers were busy, of one worker; undefined when it is not known yet. */
  readonly busyRatio: number | undefined;
  readonly openStreams: number;
  readonly waitingStreams: number;
  /** Workers that ended before they should have. */
  readonly restarts: number;
  /** Live sessions that could still be opened; undefined when it is not known. */
  readonly freeSessions: number | undefined;
}

const losses = ['worker_died', 'worker_hung', 'worker_nonsense'];

/** The pools of a server, by model and use. */
export function poolsOf(history: History): readonly Pool[] {
  const metrics = history.readings.at(-1)?.metrics;
  if (metrics === undefined) return [];
  const places = samplesOf(metrics, 'steno_worker_places');
  return places.map(({ labels, value }) => {
    const own = { model: labels['model'] ?? '', use: labels['use'] ?? '' };
    const living = sumOf(metrics, 'steno_workers', own);
    const busy = rateOf(history, 'steno_worker_busy_seconds_total', own);
    return {
      ...own,
      living,
      places: value,
      realTimeFactor: finite(oneOf(metrics, 'steno_real_time_factor_ratio', own)),
      busyRatio: busy === undefined || living === 0 ? undefined : busy / living,
      openStreams: sumOf(metrics, 'steno_streams_open', own),
      waitingStreams: sumOf(metrics, 'steno_streams_waiting', own),
      restarts: losses.reduce((sum, event) => sum + sumOf(metrics, 'steno_worker_events_total', { ...own, event }), 0),
      freeSessions: finite(oneOf(metrics, 'steno_capacity_free_sessions', own)),
    };
  });
}

function oneOf(metrics: Metrics, name: string, labels: Readonly<Record<string, string>>): number | undefined {
  return samplesOf(metrics, name).find((sample) =>
    Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  )?.value;
}

function finite(value: number | undefined): number | undefined {
  return value === undefined || !Number.isFinite(value) ? undefined : value;
}
