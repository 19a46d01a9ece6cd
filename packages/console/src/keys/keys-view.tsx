import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type ApiKey, fetchKeys } from '../api/keys.ts';
import { Button } from '../parts/button.tsx';
import { CheckField } from '../parts/field.tsx';
import { StaleNotice } from '../parts/stale-notice.tsx';
import { EmptyState, ErrorState, LoadingState } from '../parts/states.tsx';
import { useResource } from '../parts/use-resource.ts';
import { useConsole, useText } from '../shell/console-state.ts';
import { Page } from '../shell/page.tsx';
import { CreateDialog } from './create-dialog.tsx';
import { KeysTable } from './keys-table.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';
import './keys.css';

/** Others may change keys, too, with the command. */
const refreshMs = 15_000;

type Asked = { readonly type: 'create' } | { readonly type: 'revoke'; readonly key: ApiKey } | undefined;

/** The API keys of the server: who may do what, until when. */
export function KeysView(): JSX.Element {
  const { http } = useConsole();
  const text = useText();
  const { value, error, reload } = useResource((signal) => fetchKeys(http, signal), {
    id: 'keys',
    everyMs: refreshMs,
  });
  const [asked, setAsked] = useState<Asked>(undefined);
  const close = (): void => {
    setAsked(undefined);
    reload();
  };
  return (
    <Page
      title={text.keys.title}
      actions={
        <Button look="main" icon="plus" onClick={() => setAsked({ type: 'create' })}>
          {text.keys.create}
        </Button>
      }
    >
      {value === undefined ? (
        <Waiting error={error} onRetry={reload} />
      ) : (
        <>
          <StaleNotice error={error} />
          <KeyList keys={value} onRevoke={(key) => setAsked({ type: 'revoke', key })} />
        </>
      )}
      {asked?.type === 'create' ? <CreateDialog onClose={close} /> : null}
      {asked?.type === 'revoke' ? <RevokeDialog apiKey={asked.key} onClose={close} /> : null}
    </Page>
  );
}

function Waiting({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }): JSX.Element {
  return error === undefined ? <LoadingState /> : <ErrorState error={error} onRetry={onRetry} />;
}

function KeyList({
  keys,
  onRevoke,
}: {
  readonly keys: readonly ApiKey[];
  readonly onRevoke: (key: ApiKey) => void;
}): JSX.Element {
  const text = useText();
  const [showsAll, setShowsAll] = useState(false);
  const usable = keys.filter(({ state }) => state === 'usable');
  const shown = showsAll ? keys : usable;
  const over = keys.length - usable.length;
  return (
    <section class="stack" aria-label={text.keys.title}>
      {over === 0 ? null : <CheckField label={text.keys.showOver(over)} isChecked={showsAll} onChange={setShowsAll} />}
      {shown.length === 0 ? (
        <EmptyState icon="keys" title={text.keys.none}>
          <p>{text.keys.noneHint}</p>
        </EmptyState>
      ) : (
        <div class="card">
          <KeysTable keys={shown} onRevoke={onRevoke} />
        </div>
      )}
    </section>
  );
}
