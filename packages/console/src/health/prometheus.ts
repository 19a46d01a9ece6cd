import { ApiError } from '../api/api-error.ts';

/** One number of a metric, with its labels. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The numbers of all metrics by name, as one answer told them. */
export type Metrics = ReadonlyMap<string, readonly Sample[]>;

const line = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?$/u;
const label = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"(?:,|$)/gu;

/**
 * Reads metrics in the text format of Prometheus, version 0.0.4.
 *
 * @throws ApiError `malformed` for anything else.
 */
export function parseMetrics(text: string): Metrics {
  const metrics = new Map<string, Sample[]>();
  for (const row of text.split('\n')) {
    const trimmed = row.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const [, name = '', labels = '', number = ''] = line.exec(trimmed) ?? [];
    const value = toNumber(number);
    if (name === '' || value === undefined)
      throw new ApiError('malformed', `no line of metrics: ${trimmed.slice(0, 80)}`);
    const samples = metrics.get(name) ?? [];
    samples.push({ labels: parseLabels(labels), value });
    metrics.set(name, samples);
  }
  return metrics;
}

function toNumber(text: string): number | undefined {
  if (text === '+Inf' || text === 'Inf') return Infinity;
  if (text === '-Inf') return -Infinity;
  if (text === 'NaN') return Number.NaN;
  const value = text === '' ? Number.NaN : Number(text);
  return Number.isNaN(value) ? undefined : value;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', '"': '"', '\\': '\\' };

function parseLabels(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(label)].map(([, name = '', value = '']): [string, string] => [
    name,
    value.replaceAll(/\\(.)/gu, (whole, escaped: string) => escapes[escaped] ?? whole),
  ]);
  return Object.fromEntries(pairs);
}

/** The samples of a metric; none when the server does not have it. */
export function samplesOf(metrics: Metrics, name: string): readonly Sample[] {
  return metrics.get(name) ?? [];
}

/** The sum of a metric over those of its samples that have these labels; 0 when there are none. */
export function sumOf(metrics: Metrics, name: string, labels: Readonly<Record<string, string>> = {}): number {
  return samplesOf(metrics, name)
    .filter((sample) => Object.entries(labels).every(([key, value]) => sample.labels[key] === value))
    .reduce((sum, { value }) => sum + value, 0);
}

/** The sums of a metric by one of its labels, the greatest first; what is 0 is left out. */
export function sumsBy(metrics: Metrics, name: string, by: string): readonly (readonly [string, number])[] {
  const sums = new Map<string, number>();
  for (const { labels, value } of samplesOf(metrics, name)) {
    const key = labels[by] ?? '';
    sums.set(key, (sums.get(key) ?? 0) + value);
  }
  return [...sums].filter(([, sum]) => sum !== 0).sort(([, one], [, other]) => other - one);
}
