import { FakeClock } from '@steno/testkit';
import { describe, expect, it } from 'vitest';
import type { OpenSession } from '../../src/gateway/session-watch.ts';
import { LimitCounters } from '../../src/limits/limit-counters.ts';
import { alerts } from '../../src/metrics/alerts.ts';
import { CountMap } from '../../src/metrics/count-map.ts';
import { Figures } from '../../src/metrics/figures.ts';
import { metricTable } from '../../src/metrics/metric-table.ts';
import { type MetricSources, readMetrics } from '../../src/metrics/read-metrics.ts';
import { SessionMeter } from '../../src/session/session-meter.ts';
import { poolFigures } from '../capacity/pool-figures.ts';

function sources(given: Partial<MetricSources> = {}): MetricSources {
  return {
    figures: new Figures(),
    sessions: () => [],
    connections: () => 0,
    recognition: {},
    capacity: { costs: [], report: { sessions: 0, loadRatio: 0.5, targetRatio: 0.85, models: [] } },
    limits: new LimitCounters(),
    captions: { viewers: 3, gone: new CountMap(), shedPartials: 7 },
    store: {},
    usage: () => ({ waiting: 0, lostSamples: 0 }),
    spans: () => undefined,
    own: () => ({ cpuMs: 2000, rssBytes: 1000 }),
    ...given,
  };
}

const ofPool = { model: 'm', use: 'streams' };

describe('reading metrics', () => {
  it('adds up pools of the same model and use, as they would be one series', () => {
    const pool = poolFigures({ busyMs: 1500, cpuMs: 1000, decodedSamples: 32_000, rssBytes: 700 });
    const found = readMetrics(sources({ recognition: { pools: [pool, pool] } }));
    expect(found.workers).toEqual([{ labels: ofPool, value: 4 }]);
    expect(found.workerBusy).toEqual([{ labels: ofPool, value: 3 }]);
    expect(found.workerDecoded).toEqual([{ labels: ofPool, value: 4 }]);
    expect(found.memory).toEqual([
      { labels: { process: 'server' }, value: 1000 },
      { labels: { process: 'workers' }, value: 1400 },
    ]);
    expect(found.cpu.map(({ value }) => value)).toEqual([2, 2]);
  });

  it('misses no worker of a model that is not loaded', () => {
    const pools = [poolFigures({ state: 'unloaded', workers: 0 })];
    expect(readMetrics(sources({ recognition: { pools } })).workerPlaces).toEqual([{ labels: ofPool, value: 0 }]);
  });

  it('tells what happened to workers by event', () => {
    const pools = [poolFigures({ events: { ...poolFigures().events, worker_died: 3 } })];
    expect(readMetrics(sources({ recognition: { pools } })).workerEvents).toContainEqual({
      labels: { ...ofPool, event: 'worker_died' },
      value: 3,
    });
  });

  it('tells how often each limit was reached, also of those that never were', () => {
    const limits = new LimitCounters();
    limits.count('sessions_per_key');
    limits.count('sessions_per_key');
    const found = readMetrics(sources({ limits })).limitsReached;
    expect(found).toContainEqual({ labels: { limit: 'sessions_per_key' }, value: 2 });
    expect(found).toContainEqual({ labels: { limit: 'origin' }, value: 0 });
  });

  it('has each series that an alert counts from the start, as its first value would be no rise', () => {
    const found = readMetrics(sources({ recognition: { pools: [poolFigures()] } }));
    const asked = alerts.flatMap(({ expression }) =>
      [...expression.matchAll(/(steno_\w+_total)\{(\w+)=~?"([^"]+)"\}/g)].flatMap(([, name, label = '', values = '']) =>
        values.split('|').map((value) => ({ name, label, value })),
      ),
    );
    expect(asked.length).toBeGreaterThan(3);
    for (const { name, label, value } of asked) {
      const [id] = Object.entries(metricTable).find(([, row]) => row.name === name) ?? [];
      const series = Object.entries(found).find(([known]) => known === id)?.[1] ?? [];
      expect(
        series.map(({ labels }) => labels[label]),
        `${name} by ${label}`,
      ).toContain(value);
    }
  });

  it('counts partials that were shed in sessions that are over and in those that go on', () => {
    const figures = new Figures();
    const served = figures.of('en', 'm');
    served.shedPartials = 5;
    const meter = new SessionMeter(new FakeClock(), served);
    meter.received(16_000);
    const session: OpenSession = {
      about: { sessionId: 's', owner: 'o', keyName: 'k', language: 'en', startedAtMs: 0 },
      figures: served,
      meter,
      queues: { shedPartials: 2, waitingMessages: 3, bytes: 4000 },
    };
    const found = readMetrics(sources({ figures, sessions: () => [session, session] }));
    expect(found.partialsShed.map(({ value }) => value)).toEqual([9]);
    expect(found.outboxMessages[0]?.value).toBe(6);
    expect(found.outboxBytes[0]?.value).toBe(8000);
    expect(found.audioAhead).toEqual([
      { labels: { pace: 'live' }, value: 2 },
      { labels: { pace: 'bulk' }, value: 0 },
    ]);
  });

  it('gives each series the labels of the table, and no others', () => {
    const figures = new Figures();
    figures.of('en', 'm').opened = 1;
    figures.refused.add('unauthorized');
    figures.closed.add('stopped');
    const found = readMetrics(sources({ figures, recognition: { pools: [poolFigures()] } }));
    for (const [id, row] of Object.entries(metricTable)) {
      const series = Object.entries(found).find(([name]) => name === id)?.[1] ?? [];
      for (const { labels } of series) expect(Object.keys(labels), row.name).toEqual(row.labels);
    }
  });
});
