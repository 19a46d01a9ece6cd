import type { JSX } from 'preact';
import { useFormats } from '../parts/formats.ts';
import { LineChart } from '../parts/line-chart.tsx';
import { useText } from '../shell/console-state.ts';
import { Figure } from './figure.tsx';
import { sumOf } from './prometheus.ts';
import { type History, rateOf } from './readings.ts';

/** How much the server has to do, and how much more it could. */
export function LoadPanel({ history }: { readonly history: History }): JSX.Element | null {
  const text = useText();
  const formats = useFormats();
  const metrics = history.readings.at(-1)?.metrics;
  if (metrics === undefined) return null;
  const sessions = sumOf(metrics, 'steno_sessions_open');
  const bulk = sumOf(metrics, 'steno_sessions_open', { pace: 'bulk' });
  const load = sumOf(metrics, 'steno_capacity_load_ratio');
  const target = sumOf(metrics, 'steno_capacity_target_ratio');
  const free = sumOf(metrics, 'steno_capacity_free_sessions');
  const isFull = target > 0 && load >= target;
  const cpuOf = (process: string): string => {
    const rate = rateOf(history, 'steno_cpu_seconds_total', { process });
    return rate === undefined ? '–' : formats.percent(rate);
  };
  return (
    <section class="tiles" aria-label={text.health.load}>
      <Figure name={text.health.sessions} value={formats.number(sessions)} note={text.health.bulk(bulk)}>
        <LineChart
          label={text.health.sessionsChart(sessions)}
          series={[{ name: 'sessions', values: history.trend.map((point) => point.sessions) }]}
          ceiling={4}
        />
      </Figure>
      <Figure
        name={text.health.load}
        value={formats.percent(load)}
        tone={isFull ? 'bad' : undefined}
        note={target > 0 ? text.health.target(formats.percent(target)) : text.health.noTarget}
      >
        <LineChart
          label={text.health.loadChart(formats.percent(load))}
          series={[{ name: 'load', values: history.trend.map((point) => point.loadRatio) }]}
          ceiling={target > 0 ? target : 1}
        />
      </Figure>
      <Figure name={text.health.free} value={formats.number(free)} note={text.health.freeNote} />
      <Figure
        name={text.health.connections}
        value={formats.number(sumOf(metrics, 'steno_connections_open'))}
        note={text.health.resumed(sumOf(metrics, 'steno_sessions_resumed_total'))}
      />
      <Figure name={text.health.processor} value={cpuOf('workers')} note={text.health.ofServer(cpuOf('server'))} />
      <Figure
        name={text.health.memory}
        value={formats.bytes(sumOf(metrics, 'steno_memory_bytes', { process: 'workers' }))}
        note={text.health.ofServer(formats.bytes(sumOf(metrics, 'steno_memory_bytes', { process: 'server' })))}
      />
    </section>
  );
}
