import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { alertRules, alerts } from '../../src/metrics/alerts.ts';
import { grafanaDashboard } from '../../src/metrics/dashboard.ts';
import { metricRows } from '../../src/metrics/metric-table.ts';
import { metricsPage } from '../../src/metrics/metrics-page.ts';

function textOf(path: string): Promise<string> {
  return readFile(new URL(`../../../../${path}`, import.meta.url), 'utf8');
}

const names = metricRows.map(({ name }) => name);

describe('the table of metrics', () => {
  it('names each metric once, as what it counts and in which unit', () => {
    expect(new Set(names).size).toBe(names.length);
    for (const { name, type } of metricRows) {
      expect(name).toMatch(/^steno_[a-z]+(_[a-z]+)*$/);
      expect(name.endsWith('_total')).toBe(type === 'counter');
      if (type === 'histogram') expect(name).toMatch(/_seconds$/);
    }
  });

  it('is what docs/metrics.md says', async () => {
    expect(await textOf('docs/metrics.md')).toBe(metricsPage());
  });

  it('is what the dashboard shows, and the dashboard shows nothing else', async () => {
    const dashboard = grafanaDashboard();
    expect(await textOf('deploy/grafana/steno.json')).toBe(dashboard);
    expect([...namesIn(dashboard)].sort()).toEqual([...names].sort());
  });

  it('has all metrics that alert rules ask for', async () => {
    expect(await textOf('deploy/prometheus/alerts.yml')).toBe(alertRules());
    for (const { expression } of alerts) {
      for (const name of namesIn(expression)) expect(names).toContain(name);
    }
  });
});

describe('the page about operations', () => {
  it('explains every alert', async () => {
    const page = await textOf('docs/operations.md');
    for (const { name } of alerts) expect(page).toContain(`\`${name}\``);
  });
});

/** The metrics a text names, without what a histogram is read by. */
function namesIn(text: string): ReadonlySet<string> {
  const found = [...text.matchAll(/steno_[a-z_]+/g)].map(([name]) => name);
  return new Set(found.map((name) => (names.includes(name) ? name : name.replace(/_(bucket|count|sum)$/, ''))));
}
