import type { ComponentChildren, JSX } from 'preact';
import type { LatencyFigure, Session, SessionFigures } from '../api/sessions.ts';
import { clockOf, type Formats, useFormats } from '../parts/formats.ts';
import { Notice } from '../parts/notice.tsx';
import { useText } from '../shell/console-state.ts';
import { StateBadge } from './session-row.tsx';

/** What is known of a session beside its text. */
export function SessionFacts({ session }: { readonly session: Session }): JSX.Element {
  const text = useText();
  const formats = useFormats();
  return (
    <section class="card stack" aria-label={text.session.facts}>
      {session.error === undefined ? null : <Notice tone="bad">{text.session.failed(session.error)}</Notice>}
      {session.isComplete || session.state === 'live' ? null : <Notice tone="warn">{text.session.incomplete}</Notice>}
      <dl class="facts">
        <Fact name={text.sessions.state}>
          <StateBadge state={session.state} />
        </Fact>
        <Fact name={text.session.duration}>{clockOf(session.duration)}</Fact>
        <Fact name={text.session.segments}>{formats.number(session.segments)}</Fact>
        <Fact name={text.session.language}>{formats.languageName(session.language)}</Fact>
        <Fact name={text.session.model}>{session.model}</Fact>
      </dl>
      <Figures figures={session.figures} isLive={session.state === 'live'} />
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt class="soft small">{name}</dt>
      <dd class="figures">
        <bdi>{children}</bdi>
      </dd>
    </div>
  );
}

function Figures({
  figures,
  isLive,
}: {
  readonly figures: SessionFigures | undefined;
  readonly isLive: boolean;
}): JSX.Element | null {
  const text = useText();
  const formats = useFormats();
  if (figures === undefined) {
    return <p class="soft small">{isLive ? text.session.figuresLater : text.session.noFigures}</p>;
  }
  const { partialLatencyMs, finalLatencyMs, lagMs, warnings, resumes } = figures;
  return (
    <>
      <dl class="facts facts-latency">
        <Fact name={text.session.partialLatency}>{sayLatency(partialLatencyMs, formats)}</Fact>
        <Fact name={text.session.finalLatency}>{sayLatency(finalLatencyMs, formats)}</Fact>
        <Fact name={text.session.lag}>
          {lagMs === undefined
            ? '–'
            : `${formats.milliseconds(lagMs.p95)} · ${text.session.atMost(formats.milliseconds(lagMs.max))}`}
        </Fact>
        <Fact name={text.session.resumes}>{formats.number(resumes)}</Fact>
      </dl>
      {warnings.length === 0 ? null : (
        <ul class="row" aria-label={text.session.warnings}>
          {warnings.map(({ code, count }) => (
            <li key={code} class="badge badge-warn">
              {code} × {formats.number(count)}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function sayLatency(figure: LatencyFigure | undefined, formats: Formats): string {
  if (figure === undefined || figure.count === 0) return '–';
  return `${formats.milliseconds(figure.p50)} · p95 ${formats.milliseconds(figure.p95)}`;
}
