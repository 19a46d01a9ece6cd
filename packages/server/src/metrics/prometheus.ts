import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type MetricRow, metricRows } from './metric-table.ts';
import type { DistributionReading, Reading, Readings } from './readings.ts';

/** What the text is served as. */
export const metricsContentType: string = Registry.PROMETHEUS_CONTENT_TYPE;

/** Shows distributions that are counted elsewhere. */
class ReadHistogram extends Histogram {
  readonly #name: string;
  /** Says what a histogram is beside its values. */
  readonly #empty: Histogram;
  readonly #read: () => readonly DistributionReading[];

  constructor({ name, help, labels }: MetricRow, read: () => readonly DistributionReading[]) {
    const config = { name, help, labelNames: [...labels], registers: [] };
    super(config);
    this.#name = name;
    this.#empty = new Histogram(config);
    this.#read = read;
  }

  override async get(): ReturnType<Histogram['get']> {
    const values = this.#read().flatMap((reading) => valuesOf(this.#name, reading));
    return { ...(await this.#empty.get()), values };
  }

  /** What the library calls for its text, instead of {@link get}, of a metric that has it. */
  getForPromString(): ReturnType<Histogram['get']> {
    return this.get();
  }
}

/** Writes readings in the text format of Prometheus. */
export class PrometheusText {
  readonly #registry = new Registry();
  readonly #read: () => Readings;
  #readings: Readings;

  /** @param read - reads all metrics at this moment; called once for each text. */
  constructor(read: () => Readings) {
    this.#read = read;
    this.#readings = read();
    for (const row of metricRows) this.#register(row);
  }

  /** The metrics of now. */
  async write(): Promise<string> {
    this.#readings = this.#read();
    return this.#registry.metrics();
  }

  #register({ id, ...row }: (typeof metricRows)[number]): void {
    const config = { name: row.name, help: row.help, labelNames: [...row.labels], registers: [this.#registry] };
    const series = (): readonly (Reading | DistributionReading)[] => this.#readings[id];
    const numbers = (): readonly Reading[] => series().filter((reading) => 'value' in reading);
    switch (row.type) {
      case 'counter': {
        const counter: Counter = new Counter({
          ...config,
          collect: () => {
            counter.reset();
            for (const { labels, value } of numbers()) counter.inc(labels, value);
          },
        });
        break;
      }
      case 'gauge': {
        const gauge: Gauge = new Gauge({
          ...config,
          collect: () => {
            gauge.reset();
            for (const { labels, value } of numbers()) gauge.set(labels, value);
          },
        });
        break;
      }
      case 'histogram':
        this.#registry.registerMetric(
          new ReadHistogram(row, () => series().filter((reading) => 'distribution' in reading)),
        );
        break;
    }
  }
}

type HistogramValue = Awaited<ReturnType<Histogram['get']>>['values'][number];

function valuesOf(name: string, { labels, distribution }: DistributionReading): readonly HistogramValue[] {
  const { bounds, counts, count, sum } = distribution;
  let below = 0;
  const buckets = bounds.map((bound, index) => {
    below += counts[index] ?? 0;
    return { labels: { ...labels, le: bound }, value: below, metricName: `${name}_bucket` };
  });
  return [
    ...buckets,
    { labels: { ...labels, le: '+Inf' }, value: count, metricName: `${name}_bucket` },
    { labels, value: sum, metricName: `${name}_sum` },
    { labels, value: count, metricName: `${name}_count` },
  ];
}
