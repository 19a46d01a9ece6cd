import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ApiError } from '../api/api-error.ts';
import { fetchSession, type Session } from '../api/sessions.ts';
import { useFormats } from '../parts/formats.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { StaleNotice } from '../parts/stale-notice.tsx';
import { EmptyState, ErrorState, LoadingState } from '../parts/states.tsx';
import { useResource } from '../parts/use-resource.ts';
import { useConsole, useText } from '../shell/console-state.ts';
import { Page } from '../shell/page.tsx';
import { hashOf } from '../shell/routes.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { ExportButtons } from './export-buttons.tsx';
import { SessionFacts } from './session-facts.tsx';
import { TranscriptPanel } from './transcript-panel.tsx';
import './sessions.css';

/** How often a session that goes on is read again. */
const liveRefreshMs = 4000;

/** One session: what was said and when, how sure the recognizer was, and how it went. */
export function SessionView({ id }: { readonly id: string }): JSX.Element {
  const { http } = useConsole();
  const text = useText();
  const formats = useFormats();
  const [isLive, setLive] = useState(false);
  const { value, error, reload } = useResource(
    async (signal) => {
      const session = await fetchSession(http, id, signal);
      setLive(session.state === 'live');
      return session;
    },
    { id, ...(isLive ? { everyMs: liveRefreshMs } : {}) },
  );
  if (value === undefined) {
    return (
      <Page title={text.session.title} lead={<BackLink />}>
        <NoSession error={error} onRetry={reload} />
      </Page>
    );
  }
  return (
    <Page title={formats.dateTime(value.startedAt)} lead={<BackLink />} actions={<Actions session={value} />}>
      <StaleNotice error={error} />
      <SessionFacts session={value} />
      <TranscriptPanel session={value} />
    </Page>
  );
}

function BackLink(): JSX.Element {
  return (
    <a class="back-link" href={hashOf({ name: 'sessions' })}>
      <Icon name="back" />
      {useText().session.back}
    </a>
  );
}

function NoSession({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }): JSX.Element {
  const text = useText();
  if (error === undefined) return <LoadingState />;
  if (!(error instanceof ApiError) || error.status !== 404) return <ErrorState error={error} onRetry={onRetry} />;
  return (
    <EmptyState icon="sessions" title={text.session.gone}>
      <p>{text.session.goneHint}</p>
    </EmptyState>
  );
}

function Actions({ session }: { readonly session: Session }): JSX.Element {
  const text = useText();
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <ExportButtons id={session.id} isEmpty={session.results.length === 0} />
      <Button
        look="danger"
        icon="trash"
        isDisabled={session.state === 'live'}
        onClick={() => {
          setAsking(true);
        }}
      >
        {text.session.delete}
      </Button>
      {isAsking ? (
        <DeleteDialog
          session={session}
          onClose={() => {
            setAsking(false);
          }}
        />
      ) : null}
    </>
  );
}
