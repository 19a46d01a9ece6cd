import type { JSX } from 'preact';
import type { SessionSummary } from '../api/sessions.ts';
import type { SessionState } from '../api/sessions-query.ts';
import { clockOf, useFormats } from '../parts/formats.ts';
import { MarkedText } from '../parts/marked-text.tsx';
import { useText } from '../shell/console-state.ts';
import { hashOf } from '../shell/routes.ts';

/** A session in the list: when, how long, in which language, and where the sought words stand. */
export function SessionRow({
  session,
  sought,
}: {
  readonly session: SessionSummary;
  readonly sought: string;
}): JSX.Element {
  const text = useText();
  const formats = useFormats();
  return (
    <li class="session-row">
      <div class="session-row-head">
        <a class="session-link" href={hashOf({ name: 'session', id: session.id })}>
          <time dateTime={session.startedAt}>{formats.dateTime(session.startedAt)}</time>
        </a>
        <StateBadge state={session.state} />
        <span class="session-facts soft small figures">
          <span>{formats.languageName(session.language)}</span>
          <span>{text.sessions.length(clockOf(session.duration))}</span>
          <span>{text.sessions.segments(session.segments)}</span>
        </span>
      </div>
      {session.matches.length === 0 ? null : (
        <ul class="session-matches">
          {session.matches.map(({ segment, text: said, start }) => (
            <li key={segment}>
              <span class="soft small figures">{clockOf(start)}</span>
              <p dir="auto">
                <MarkedText text={said} sought={sought} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

const tones: Readonly<Record<SessionState, string>> = {
  live: 'badge badge-good',
  stopped: 'badge',
  failed: 'badge badge-bad',
  interrupted: 'badge badge-warn',
};

/** The state of a session, in a word and a colour. */
export function StateBadge({ state }: { readonly state: SessionState }): JSX.Element {
  return <span class={tones[state]}>{useText().sessions.states[state]}</span>;
}
