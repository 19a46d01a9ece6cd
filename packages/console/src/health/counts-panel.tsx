import type { JSX } from 'preact';
import { useFormats } from '../parts/formats.ts';
import { useText } from '../shell/console-state.ts';
import { type Metrics, sumsBy } from './prometheus.ts';

/** Who was turned away and why, why sessions ended, which limits were reached: since the server began. */
export function CountsPanel({ metrics }: { readonly metrics: Metrics }): JSX.Element {
  const text = useText();
  return (
    <div class="counts">
      <Counts
        title={text.health.refusals}
        none={text.health.noRefusals}
        rows={sumsBy(metrics, 'steno_sessions_refused_total', 'code')}
      />
      <Counts
        title={text.health.endings}
        none={text.health.noEndings}
        rows={sumsBy(metrics, 'steno_sessions_closed_total', 'reason')}
      />
      <Counts
        title={text.health.limits}
        none={text.health.noLimits}
        rows={sumsBy(metrics, 'steno_limits_reached_total', 'limit')}
      />
    </div>
  );
}

interface CountsProps {
  readonly title: string;
  readonly none: string;
  readonly rows: readonly (readonly [string, number])[];
}

function Counts({ title, none, rows }: CountsProps): JSX.Element {
  const formats = useFormats();
  const most = Math.max(1, ...rows.map(([, count]) => count));
  return (
    <section class="card stack" aria-label={title}>
      <h2>{title}</h2>
      {rows.length === 0 ? <p class="soft">{none}</p> : null}
      <dl class="count-list">
        {rows.map(([name, count]) => (
          <div key={name}>
            <dt class="code">{name}</dt>
            <dd class="figures">{formats.number(count)}</dd>
            <dd class="count-bar" aria-hidden="true">
              <svg viewBox="0 0 100 4" preserveAspectRatio="none">
                <rect class="bar" width={(count / most) * 100} height="4" rx="2" />
              </svg>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
