import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useFormats } from '../parts/formats.ts';
import { SelectField } from '../parts/field.tsx';
import { useText } from '../shell/console-state.ts';
import { type Histogram, histogramOf, quantile, since } from './histogram.ts';
import { HistogramChart } from './histogram-chart.tsx';
import type { History } from './readings.ts';

const metricsOf = {
  firstPartial: 'steno_first_partial_latency_seconds',
  partial: 'steno_partial_latency_seconds',
  final: 'steno_final_latency_seconds',
  stop: 'steno_stop_latency_seconds',
  lag: 'steno_lag_seconds',
} as const;

const names = ['partial', 'final', 'lag', 'firstPartial', 'stop'] as const;

/** How long words took, as histograms: of the last minute, or since the server began. */
export function LatencyPanel({ history }: { readonly history: History }): JSX.Element {
  const text = useText();
  const [span, setSpan] = useState<'minute' | 'start'>('start');
  return (
    <section class="card stack" aria-label={text.health.latencies}>
      <div class="panel-head">
        <h2>{text.health.latencies}</h2>
        <SelectField
          label={text.health.span}
          isLabelHidden
          value={span}
          options={[
            { value: 'start', label: text.health.sinceStart },
            { value: 'minute', label: text.health.lastMinute },
          ]}
          onChange={setSpan}
        />
      </div>
      <div class="latencies">
        {names.map((name) => (
          <Latency key={name} name={name} histogram={readHistogram(history, metricsOf[name], span)} />
        ))}
      </div>
    </section>
  );
}

function readHistogram({ readings }: History, name: string, span: 'minute' | 'start'): Histogram {
  const [first] = readings;
  const last = readings.at(-1);
  if (last === undefined) return { bounds: [], counts: [], count: 0 };
  const now = histogramOf(last.metrics, name);
  return span === 'start' || first === undefined ? now : since(histogramOf(first.metrics, name), now);
}

function Latency({
  name,
  histogram,
}: {
  readonly name: (typeof names)[number];
  readonly histogram: Histogram;
}): JSX.Element {
  const text = useText();
  const formats = useFormats();
  const say = (share: number): string => {
    const value = quantile(histogram, share);
    return value === undefined ? '–' : formats.milliseconds(Math.round(value * 1000));
  };
  return (
    <figure class="latency">
      <figcaption>
        <h3>{text.health.latencyNames[name]}</h3>
        <p class="soft small">{text.health.latencyMeanings[name]}</p>
      </figcaption>
      <HistogramChart label={text.health.latencyNames[name]} histogram={histogram} />
      <dl class="quantiles figures">
        {(
          [
            ['p50', 0.5],
            ['p95', 0.95],
            ['p99', 0.99],
          ] as const
        ).map(([label, share]) => (
          <div key={label}>
            <dt class="soft small">{label}</dt>
            <dd>
              <bdi>{say(share)}</bdi>
            </dd>
          </div>
        ))}
        <div>
          <dt class="soft small">{text.health.measured}</dt>
          <dd>{formats.number(histogram.count)}</dd>
        </div>
      </dl>
    </figure>
  );
}
