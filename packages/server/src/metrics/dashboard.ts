import { metricRows, type MetricRow, metricTable } from './metric-table.ts';

/** Panels in a row of the dashboard, and their size on its grid of 24 columns. Chosen. */
const perRow = 3;
const size = { w: 24 / perRow, h: 7 };

interface Query {
  readonly expr: string;
  readonly legendFormat: string;
}

interface Panel {
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly queries: readonly Query[];
}

/**
 * Writes a dashboard for Grafana, a panel for each metric of the table, the most asked for first. deploy/grafana/steno.json
 * is this text; a test compares the two.
 */
export function grafanaDashboard(): string {
  const panels = [...overview(), ...metricRows.map(panelOf)];
  const dashboard = {
    title: 'Steno',
    uid: 'steno',
    schemaVersion: 39,
    refresh: '10s',
    time: { from: 'now-1h', to: 'now' },
    templating: {
      list: [
        { name: 'datasource', type: 'datasource', query: 'prometheus' },
        {
          name: 'instance',
          type: 'query',
          datasource,
          query: `label_values(${metricTable.connectionsOpen.name}, instance)`,
          includeAll: true,
          multi: true,
          refresh: 2,
        },
      ],
    },
    panels: panels.map(toGrafana),
  };
  return `${JSON.stringify(dashboard, undefined, 2)}\n`;
}

const datasource = { type: 'prometheus', uid: '${datasource}' };
const selected = '{instance=~"$instance"}';

/** Figures that two metrics make together. */
function overview(): readonly Panel[] {
  const { loadRatio, targetRatio, workerBusy, workerDecoded } = metricTable;
  return [
    {
      title: 'Load, and what it may be',
      description: 'Sessions are refused where the load would be above the target.',
      unit: 'percentunit',
      queries: [
        { expr: `${loadRatio.name}${selected}`, legendFormat: '{{instance}} load' },
        { expr: `${targetRatio.name}${selected}`, legendFormat: '{{instance}} target' },
      ],
    },
    {
      title: 'Real-time factor of now',
      description: 'Time workers were busy for each second of audio they decoded.',
      unit: 'none',
      queries: [
        {
          expr: `sum by (model, use) (rate(${workerBusy.name}${selected}[$__rate_interval])) / sum by (model, use) (rate(${workerDecoded.name}${selected}[$__rate_interval]))`,
          legendFormat: '{{model}} {{use}}',
        },
      ],
    },
  ];
}

function panelOf({ name, type, labels, help }: MetricRow): Panel {
  const legend = labels.map((label) => `{{${label}}}`).join(' ');
  const by = labels.length === 0 ? 'instance' : labels.join(', ');
  const common = { title: name, description: help };
  switch (type) {
    case 'gauge':
      return {
        ...common,
        unit: unitOf(name),
        queries: [{ expr: `sum by (${by}) (${name}${selected})`, legendFormat: legend || '{{instance}}' }],
      };
    case 'counter':
      return {
        ...common,
        unit: name.includes('_seconds_') ? 'none' : 'ops',
        queries: [
          {
            expr: `sum by (${by}) (rate(${name}${selected}[$__rate_interval]))`,
            legendFormat: legend || '{{instance}}',
          },
        ],
      };
    case 'histogram':
      return {
        ...common,
        unit: 's',
        queries: [0.5, 0.95, 0.99].map((quantile) => ({
          expr: `histogram_quantile(${quantile}, sum by (${by}, le) (rate(${name}_bucket${selected}[$__rate_interval])))`,
          legendFormat: `p${quantile * 100} ${legend}`,
        })),
      };
  }
}

function unitOf(name: string): string {
  if (name.endsWith('_bytes')) return 'bytes';
  return name.endsWith('_seconds') ? 's' : 'none';
}

function toGrafana({ title, description, unit, queries }: Panel, index: number): unknown {
  return {
    id: index + 1,
    type: 'timeseries',
    title,
    description,
    datasource,
    gridPos: { ...size, x: (index % perRow) * size.w, y: Math.floor(index / perRow) * size.h },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets: queries.map((query, target) => ({ ...query, datasource, refId: String.fromCharCode(65 + target) })),
  };
}
