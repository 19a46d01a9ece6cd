import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { fetchSessions, type SessionSummary } from '../api/sessions.ts';
import { noQuery, type SessionsQuery, sessionStates } from '../api/sessions-query.ts';
import { Button } from '../parts/button.tsx';
import { SelectField, TextField } from '../parts/field.tsx';
import { EmptyState, ErrorState, LoadingState, sayError } from '../parts/states.tsx';
import { StaleNotice } from '../parts/stale-notice.tsx';
import { useLate } from '../parts/use-late.ts';
import { useResource } from '../parts/use-resource.ts';
import { useConsole, useText } from '../shell/console-state.ts';
import { hashOf } from '../shell/routes.ts';
import { Page } from '../shell/page.tsx';
import { SessionRow } from './session-row.tsx';
import './sessions.css';

const refreshMs = 10_000;
/** A reader who types is not answered letter by letter. */
const typingMs = 250;

/** The sessions of the key's owner, the newest first, and a search in what was said. */
export function SessionsView(): JSX.Element {
  const { http, sought } = useConsole();
  const text = useText();
  const query = sought.value;
  const asked = useLate(query, typingMs);
  const page = useResource((signal) => fetchSessions(http, asked, { signal }), {
    id: JSON.stringify(asked),
    everyMs: refreshMs,
  });
  return (
    <Page title={text.sessions.title}>
      <SearchForm
        query={query}
        onChange={(changes) => {
          sought.value = { ...query, ...changes };
        }}
      />
      {page.value === undefined ? (
        <Waiting error={page.error} onRetry={page.reload} />
      ) : (
        <>
          <StaleNotice error={page.error} />
          <Found
            key={JSON.stringify(asked)}
            query={asked}
            first={page.value}
            onReset={() => {
              sought.value = noQuery;
            }}
          />
        </>
      )}
    </Page>
  );
}

function Waiting({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }): JSX.Element {
  return error === undefined ? <LoadingState /> : <ErrorState error={error} onRetry={onRetry} />;
}

function SearchForm({
  query,
  onChange,
}: {
  readonly query: SessionsQuery;
  readonly onChange: (changes: Partial<SessionsQuery>) => void;
}): JSX.Element {
  const text = useText();
  return (
    <form
      class="search-form"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
      }}
    >
      <TextField
        label={text.sessions.search}
        type="search"
        placeholder={text.sessions.searchHint}
        value={query.words}
        onInput={(words) => {
          onChange({ words });
        }}
      />
      <SelectField
        label={text.sessions.state}
        value={query.state}
        options={[
          { value: '' as const, label: text.sessions.anyState },
          ...sessionStates.map((value) => ({ value, label: text.sessions.states[value] })),
        ]}
        onChange={(state) => {
          onChange({ state });
        }}
      />
      <TextField
        label={text.sessions.from}
        type="date"
        value={query.from}
        onInput={(from) => {
          onChange({ from });
        }}
      />
      <TextField
        label={text.sessions.to}
        type="date"
        value={query.to}
        onInput={(to) => {
          onChange({ to });
        }}
      />
    </form>
  );
}

interface FoundProps {
  readonly query: SessionsQuery;
  readonly first: { readonly sessions: readonly SessionSummary[]; readonly next: string | undefined };
  readonly onReset: () => void;
}

/** The pages that were asked for so far; the first one is kept up to date. */
function Found({ query, first, onReset }: FoundProps): JSX.Element {
  const { http, toasts } = useConsole();
  const text = useText();
  const [more, setMore] = useState<readonly SessionSummary[]>([]);
  const [next, setNext] = useState<string | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const position = more.length === 0 ? first.next : next;
  const known = new Set(first.sessions.map(({ id }) => id));
  const all = [...first.sessions, ...more.filter(({ id }) => !known.has(id))];
  const loadMore = async (): Promise<void> => {
    setBusy(true);
    try {
      const page = await fetchSessions(http, query, { after: position });
      setMore((before) => [...before, ...page.sessions]);
      setNext(page.next);
    } catch (error) {
      toasts.show(sayError(error, text), 'bad');
    } finally {
      setBusy(false);
    }
  };
  if (all.length === 0) return <NothingFound query={query} onReset={onReset} />;
  return (
    <section class="stack" aria-label={text.sessions.list}>
      <p class="hidden-visually" role="status">
        {text.sessions.count(all.length, position !== undefined)}
      </p>
      <ul class="session-list card">
        {all.map((session) => (
          <SessionRow key={session.id} session={session} sought={query.words} />
        ))}
      </ul>
      {position === undefined ? null : (
        <div class="row centred">
          <Button isBusy={isBusy} onClick={() => void loadMore()}>
            {text.sessions.more}
          </Button>
        </div>
      )}
    </section>
  );
}

function NothingFound({
  query,
  onReset,
}: {
  readonly query: SessionsQuery;
  readonly onReset: () => void;
}): JSX.Element {
  const text = useText();
  if (JSON.stringify(query) === JSON.stringify(noQuery)) {
    return (
      <EmptyState icon="sessions" title={text.sessions.none}>
        <p>{text.sessions.noneHint}</p>
        <a class="button button-main" href={hashOf({ name: 'live' })}>
          {text.sessions.startOne}
        </a>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon="search" title={text.sessions.notFound}>
      <p>{text.sessions.notFoundHint}</p>
      <Button onClick={onReset}>{text.sessions.showAll}</Button>
    </EmptyState>
  );
}
