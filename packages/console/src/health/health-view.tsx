import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { fetchLiveSessions, fetchMetrics, fetchModels } from '../api/operations.ts';
import { useFormats } from '../parts/formats.ts';
import { StaleNotice } from '../parts/stale-notice.tsx';
import { ErrorState, LoadingState } from '../parts/states.tsx';
import { useResource } from '../parts/use-resource.ts';
import { useConsole, useText } from '../shell/console-state.ts';
import { Page } from '../shell/page.tsx';
import { LatencyPanel } from './latency-panel.tsx';
import { LiveSessionsPanel } from './live-sessions-panel.tsx';
import { LoadPanel } from './load-panel.tsx';
import { ModelsPanel } from './models-panel.tsx';
import { parseMetrics } from './prometheus.ts';
import { type History, noHistory, remember } from './readings.ts';
import { CountsPanel } from './counts-panel.tsx';
import { WorkersPanel } from './workers-panel.tsx';
import './health.css';

/** Often enough to see a session come; a server answers it in a few ms. */
const refreshMs = 3000;

/** What the server does now, from its metrics. */
export function HealthView(): JSX.Element {
  const { http } = useConsole();
  const text = useText();
  const history = useRef<History>(noHistory);
  const { value, error, reload } = useResource(
    async (signal) => {
      const [metrics, sessions, models] = await Promise.all([
        fetchMetrics(http, signal),
        fetchLiveSessions(http, signal),
        fetchModels(http, signal),
      ]);
      history.current = remember(history.current, { atMs: Date.now(), metrics: parseMetrics(metrics) });
      return { history: history.current, sessions, models };
    },
    { id: 'health', everyMs: refreshMs },
  );
  const latest = value?.history.readings.at(-1);
  return (
    <Page
      title={text.health.title}
      actions={latest === undefined ? undefined : <Freshness atMs={latest.atMs} isStale={error !== undefined} />}
    >
      {value === undefined ? (
        <Waiting error={error} onRetry={reload} />
      ) : (
        <div class={error === undefined ? 'health stack' : 'health stack health-stale'}>
          <StaleNotice error={error} />
          <LoadPanel history={value.history} />
          <LatencyPanel history={value.history} />
          <WorkersPanel history={value.history} />
          {value.models === undefined ? null : <ModelsPanel models={value.models} />}
          {value.sessions === undefined ? null : <LiveSessionsPanel sessions={value.sessions} />}
          {latest === undefined ? null : <CountsPanel metrics={latest.metrics} />}
        </div>
      )}
    </Page>
  );
}

function Waiting({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }): JSX.Element {
  return error === undefined ? <LoadingState /> : <ErrorState error={error} onRetry={onRetry} />;
}

function Freshness({ atMs, isStale }: { readonly atMs: number; readonly isStale: boolean }): JSX.Element {
  const formats = useFormats();
  return (
    <span class={isStale ? 'badge badge-warn figures' : 'badge figures'}>
      {useText().health.asOf(formats.time(atMs))}
    </span>
  );
}
