import { alerts } from './alerts.ts';
import { lagBounds, latencyBounds, metricLabels, metricRows } from './metric-table.ts';

/** Writes the reference of all metrics as Markdown, from their table. docs/metrics.md is this text; a test compares the two. */
export function metricsPage(): string {
  return [
    '# Metrics',
    '',
    '<!-- Generated: npx steno metrics page > docs/metrics.md -->',
    '',
    'Served as text for Prometheus at `/metrics` on `--metrics-port`, which is off until it is set, and with an admin key on `--admin-port`. Counters count from the',
    'start of the server. What to watch and why is in [operations.md](operations.md).',
    '',
    '| metric | type | labels | what |',
    '|---|---|---|---|',
    ...metricRows.map(({ name, type, labels, help }) =>
      line(`\`${name}\``, type, labels.map((label) => `\`${label}\``).join(', '), help),
    ),
    '',
    `Latencies have buckets up to ${latencyBounds.join(', ')} s, lag up to ${lagBounds.join(', ')} s. Sessions whose audio comes`,
    'more than 3 s ahead of real time are `bulk`; their latencies are not counted.',
    '',
    '## Labels',
    '',
    'Every label has few values: nothing a client can choose becomes one.',
    '',
    '| label | values |',
    '|---|---|',
    ...Object.entries(metricLabels).map(([label, values]) => line(`\`${label}\``, values)),
    '',
    '## Alerts',
    '',
    'In [deploy/prometheus/alerts.yml](../deploy/prometheus/alerts.yml).',
    '',
    '| alert | severity | after | when |',
    '|---|---|---|---|',
    ...alerts.map(({ name, severity, after, summary }) => line(`\`${name}\``, severity, after, summary)),
    '',
  ].join('\n');
}

function line(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
