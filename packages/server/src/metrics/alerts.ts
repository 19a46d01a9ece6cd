import { metricTable } from './metric-table.ts';

/** One alert rule. */
export interface Alert {
  readonly name: string;
  /** `page`: someone must act now. `ticket`: someone must act. */
  readonly severity: 'page' | 'ticket';
  /** How long it has to be so, as Prometheus writes it. */
  readonly after: string;
  /** PromQL; true while something is wrong. */
  readonly expression: string;
  /** One sentence. */
  readonly summary: string;
}

const name = {
  lagBuckets: `${metricTable.lag.name}_bucket`,
  lagCount: `${metricTable.lag.name}_count`,
  finalBuckets: `${metricTable.finalLatency.name}_bucket`,
  refused: metricTable.sessionsRefused.name,
  closed: metricTable.sessionsClosed.name,
  events: metricTable.workerEvents.name,
  load: metricTable.loadRatio.name,
  target: metricTable.targetRatio.name,
  free: metricTable.freeSessions.name,
  records: metricTable.recordOperations.name,
  workers: metricTable.workers.name,
  places: metricTable.workerPlaces.name,
};

/** The alert rules. Thresholds are chosen: those of lag and refusals follow what a server promises, 300 ms and room. */
export const alerts: readonly Alert[] = [
  {
    name: 'StenoLagging',
    severity: 'page',
    after: '2m',
    expression: `sum by (instance, model) (rate(${name.lagBuckets}{le="0.3"}[5m])) / sum by (instance, model) (rate(${name.lagCount}[5m])) < 0.95`,
    summary: 'More than 5 % of the audio of live sessions waits for more than 300 ms.',
  },
  {
    name: 'StenoRefusingSessions',
    severity: 'page',
    after: '5m',
    expression: `sum by (instance) (rate(${name.refused}{code="at_capacity"}[5m])) > 0.02`,
    summary: 'Sessions are refused because the server is at capacity.',
  },
  {
    name: 'StenoNearCapacity',
    severity: 'ticket',
    after: '15m',
    expression: `(${name.load} > 0.9 * ${name.target} and ${name.target} > 0) or ${name.free} == 0`,
    summary: 'Sessions need more than 90 % of what they may, or a model has no room.',
  },
  {
    name: 'StenoWorkersMissing',
    severity: 'page',
    after: '2m',
    expression: `${name.workers} < ${name.places}`,
    summary: 'Fewer workers live than there should be.',
  },
  {
    name: 'StenoWorkersDying',
    severity: 'ticket',
    after: '0m',
    expression: `sum by (instance, model) (increase(${name.events}{event=~"worker_died|worker_hung|worker_nonsense"}[15m])) > 2`,
    summary: 'Workers of a model keep ending; sessions are heard again, so text comes late.',
  },
  {
    name: 'StenoModelGivenUp',
    severity: 'page',
    after: '0m',
    expression: `increase(${name.events}{event="model_given_up"}[15m]) > 0`,
    summary: 'The workers of a model end before they do anything: none is started for five minutes.',
  },
  {
    name: 'StenoSessionsFailing',
    severity: 'page',
    after: '5m',
    expression: `sum by (instance) (rate(${name.closed}{reason="internal"}[5m])) > 0.02`,
    summary: 'Sessions end because of a fault of the server.',
  },
  {
    name: 'StenoRecordsWaiting',
    severity: 'page',
    after: '2m',
    expression: `${name.records} > 1000`,
    summary: 'The disk does not take records as fast as they come; beyond 10,000 finals are sent without being kept.',
  },
  {
    name: 'StenoFinalsLate',
    severity: 'ticket',
    after: '10m',
    expression: `histogram_quantile(0.95, sum by (instance, model, le) (rate(${name.finalBuckets}[10m]))) > 3`,
    summary: 'One final in twenty comes more than 3 s after its last word.',
  },
];

/** Writes the alert rules for Prometheus. deploy/prometheus/alerts.yml is this text; a test compares the two. */
export function alertRules(): string {
  return [
    '# Generated: npx steno metrics alerts > deploy/prometheus/alerts.yml',
    'groups:',
    '  - name: steno',
    '    rules:',
    ...alerts.flatMap(({ name: alert, severity, after, expression, summary }) => [
      `      - alert: ${alert}`,
      `        expr: ${quoted(expression)}`,
      `        for: ${after}`,
      '        labels:',
      `          severity: ${severity}`,
      '        annotations:',
      `          summary: ${quoted(summary)}`,
    ]),
    '',
  ].join('\n');
}

/** Single-quoted YAML, which knows no escapes but the quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
