import { describe, expect, it } from 'vitest';
import { Distribution } from '../../src/metrics/distribution.ts';
import { metricRows } from '../../src/metrics/metric-table.ts';
import { PrometheusText } from '../../src/metrics/prometheus.ts';
import type { Readings } from '../../src/metrics/readings.ts';

/** Nothing was counted, but for what is given. */
function readings(given: Partial<Readings>): Readings {
  const none = Object.fromEntries(metricRows.map(({ id }) => [id, []]));
  // Every id has a list.
  return { ...none, ...given } as unknown as Readings;
}

const labels = { language: 'en', model: 'm' };

describe('the text for Prometheus', () => {
  it('has help and type of every metric of the table', async () => {
    const text = await new PrometheusText(() => readings({})).write();
    for (const { name, type, help } of metricRows) {
      expect(text).toContain(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`);
    }
  });

  it('shows what was counted at the moment it is written', async () => {
    let value = 1;
    const text = new PrometheusText(() => readings({ sessionsOpened: [{ labels, value }] }));
    value = 7;
    expect(await text.write()).toContain('\nsteno_sessions_opened_total{language="en",model="m"} 7\n');
    value = 8;
    expect(await text.write()).toContain('\nsteno_sessions_opened_total{language="en",model="m"} 8\n');
  });

  it('adds up the buckets of a histogram', async () => {
    const distribution = new Distribution([0.1, 0.3]);
    for (const seconds of [0.05, 0.2, 0.25, 9]) distribution.observe(seconds);
    const text = await new PrometheusText(() => readings({ lag: [{ labels, distribution }] })).write();
    const series = (name: string, bound?: string): string =>
      `steno_lag_seconds_${name}{language="en",model="m"${bound === undefined ? '' : `,le="${bound}"`}}`;
    expect(text).toContain(
      [
        `${series('bucket', '0.1')} 1`,
        `${series('bucket', '0.3')} 3`,
        `${series('bucket', '+Inf')} 4`,
        `${series('sum')} 9.5`,
        `${series('count')} 4`,
      ].join('\n'),
    );
  });
});
