import type { JSX } from 'preact';
import type { ApiKey } from '../api/keys.ts';
import type { Text } from '../i18n/en.ts';
import { Button } from '../parts/button.tsx';
import { type Formats, useFormats } from '../parts/formats.ts';
import { Table } from '../parts/table.tsx';
import { useText } from '../shell/console-state.ts';

const minuteMs = 60_000;
const tones = { usable: 'badge badge-good', expired: 'badge badge-warn', revoked: 'badge badge-bad' } as const;

/** The keys, each with what it may do. */
export function KeysTable({
  keys,
  onRevoke,
}: {
  readonly keys: readonly ApiKey[];
  readonly onRevoke: (key: ApiKey) => void;
}): JSX.Element {
  const text = useText();
  const formats = useFormats();
  return (
    <Table
      caption={text.keys.title}
      rows={keys}
      keyOf={({ id }) => id}
      columns={[
        { heading: text.keys.name, isRowHeading: true, cell: ({ name }) => <bdi>{name}</bdi> },
        { heading: text.keys.owner, cell: ({ owner }) => owner },
        { heading: text.keys.type, cell: ({ type }) => (type === 'admin' ? text.keys.admin : text.keys.realtime) },
        {
          heading: text.keys.state,
          cell: ({ state }) => <span class={tones[state]}>{text.keys.states[state]}</span>,
        },
        {
          heading: text.keys.expires,
          cell: ({ expiresAt }) => (expiresAt === undefined ? text.keys.never : formats.date(expiresAt)),
        },
        { heading: text.keys.limits, cell: (key) => sayLimits(key, text, formats) },
        {
          heading: text.keys.actions,
          isHeadingHidden: true,
          isNumber: true,
          cell: (key) =>
            key.state === 'usable' ? (
              <Button look="quiet" onClick={() => onRevoke(key)}>
                {text.keys.revoke}
                <span class="hidden-visually"> {key.name}</span>
              </Button>
            ) : null,
        },
      ]}
    />
  );
}

function sayLimits(key: ApiKey, text: Text, formats: Formats): string {
  const { languages, types, maxSessions, maxSessionMs } = key;
  const limits = [
    ...(languages === undefined ? [] : [languages.join(', ')]),
    ...(types === undefined ? [] : [types.join(', ')]),
    ...(maxSessions === undefined ? [] : [text.keys.sessionsAtOnce(maxSessions)]),
    ...(maxSessionMs === undefined ? [] : [text.keys.minutesEach(formats.number(maxSessionMs / minuteMs))]),
  ];
  return limits.length === 0 ? text.keys.unlimited : limits.join(' · ');
}
