import { describe, expect, it } from 'vitest';
import { poolsOf } from '../../src/health/pools.ts';
import { parseMetrics } from '../../src/health/prometheus.ts';
import { type History, noHistory, rateOf, remember } from '../../src/health/readings.ts';

const at = (seconds: number, text: string): { atMs: number; metrics: ReturnType<typeof parseMetrics> } => ({
  atMs: seconds * 1000,
  metrics: parseMetrics(text),
});
const historyOf = (...readings: readonly ReturnType<typeof at>[]): History => readings.reduce(remember, noHistory);

describe('the readings', () => {
  it('are kept for a minute, with one that is older to count from', () => {
    let history = noHistory;
    for (let second = 0; second <= 300; second += 10) history = remember(history, at(second, `c ${second}\n`));
    expect(history.readings[0]?.atMs).toBe(240_000);
    expect(history.readings).toHaveLength(7);
  });

  it('keep a bounded line over time', () => {
    let history = noHistory;
    for (let second = 0; second < 1000; second += 1) history = remember(history, at(second, 'steno_sessions_open 1\n'));
    expect(history.trend).toHaveLength(200);
    expect(history.trend.at(-1)).toMatchObject({ atMs: 999_000, sessions: 1 });
  });

  it('tell how fast a counter rises', () => {
    expect(rateOf(historyOf(at(0, 'c 10\n'), at(10, 'c 15\n')), 'c')).toBe(0.5);
    expect(rateOf(historyOf(at(0, 'c 10\n')), 'c')).toBeUndefined();
    expect(rateOf(historyOf(at(0, 'c 10\n'), at(10, 'c 1\n')), 'c')).toBeUndefined();
  });
});

describe('the pools', () => {
  const pool = 'model="m",use="streams"';
  const text = (busy: number): string => `steno_worker_places{${pool}} 2
steno_workers{${pool}} 2
steno_worker_busy_seconds_total{${pool}} ${busy}
steno_worker_events_total{${pool},event="worker_died"} 2
steno_worker_events_total{${pool},event="worker_hung"} 1
steno_worker_events_total{${pool},event="worker_started"} 5
steno_streams_open{${pool}} 3
`;

  it('are told with how busy each worker is, and how many were lost', () => {
    const [found] = poolsOf(historyOf(at(0, text(0)), at(10, text(10))));
    expect(found).toEqual({
      model: 'm',
      use: 'streams',
      living: 2,
      places: 2,
      realTimeFactor: undefined,
      busyRatio: 0.5,
      openStreams: 3,
      waitingStreams: 0,
      restarts: 3,
      freeSessions: undefined,
    });
  });
});
