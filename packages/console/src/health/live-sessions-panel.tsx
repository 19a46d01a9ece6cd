import type { JSX } from 'preact';
import type { LiveSession } from '../api/operations.ts';
import { clockOf, useFormats } from '../parts/formats.ts';
import { Table } from '../parts/table.tsx';
import { useText } from '../shell/console-state.ts';

/** From here a speaker notices that the text is late; it is also what defines capacity. */
const lateMs = 300;

/** Who speaks now. What is said is for its owner only. */
export function LiveSessionsPanel({ sessions }: { readonly sessions: readonly LiveSession[] }): JSX.Element {
  const text = useText();
  const formats = useFormats();
  return (
    <section class="card stack" aria-label={text.health.liveSessions}>
      <h2>{text.health.liveSessions}</h2>
      {sessions.length === 0 ? (
        <p class="soft">{text.health.noLiveSessions}</p>
      ) : (
        <Table
          caption={text.health.liveSessions}
          rows={sessions}
          keyOf={({ id }) => id}
          columns={[
            { heading: text.health.owner, isRowHeading: true, cell: ({ owner }) => <bdi>{owner}</bdi> },
            { heading: text.health.key, cell: ({ keyName }) => keyName },
            { heading: text.health.language, cell: ({ language }) => formats.languageName(language) },
            { heading: text.health.model, cell: ({ model }) => model },
            { heading: text.health.since, cell: ({ startedAt }) => formats.dateTime(startedAt) },
            { heading: text.health.audio, isNumber: true, cell: ({ audio }) => clockOf(audio) },
            {
              heading: text.health.lag,
              isNumber: true,
              cell: ({ lagMs }) => (
                <span class={lagMs > lateMs ? 'badge badge-warn' : undefined}>{formats.milliseconds(lagMs)}</span>
              ),
            },
          ]}
        />
      )}
    </section>
  );
}
