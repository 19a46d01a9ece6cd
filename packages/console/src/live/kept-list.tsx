import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { clockOf, useFormats } from '../parts/formats.ts';
import { Notice } from '../parts/notice.tsx';
import { useText } from '../shell/console-state.ts';
import type { StoredSession } from '../store/stored-session.ts';
import type { Studio } from './studio.ts';

/** The sessions that this browser keeps: shown by a click, and removable. */
export function KeptList({ studio }: { readonly studio: Studio }): JSX.Element {
  const text = useText();
  const { kept } = text.live;
  const sessions = studio.library.kept.value;
  const problem = studio.library.problem.value;
  const [removing, setRemoving] = useState<StoredSession | undefined>(undefined);
  return (
    <section class="kept stack" aria-labelledby="kept-title">
      <h2 id="kept-title">{kept.title}</h2>
      <p class="soft small">{kept.lead}</p>
      {problem === undefined ? null : <Notice tone="warn">{text.live.problems.store[problem]}</Notice>}
      {sessions.length === 0 ? <p class="soft">{kept.empty}</p> : null}
      <ul class="kept-list">
        {sessions.map((session) => (
          <KeptItem key={session.id} studio={studio} session={session} onRemove={setRemoving} />
        ))}
      </ul>
      {removing === undefined ? null : (
        <RemoveDialog
          onClose={() => {
            setRemoving(undefined);
          }}
          onConfirm={() => {
            void studio.remove(removing.id);
          }}
        />
      )}
    </section>
  );
}

function KeptItem(props: {
  readonly studio: Studio;
  readonly session: StoredSession;
  readonly onRemove: (session: StoredSession) => void;
}): JSX.Element {
  const { studio, session, onRemove } = props;
  const { kept } = useText().live;
  const formats = useFormats();
  const isLive = studio.library.live.value.has(session.id);
  const isBusy = studio.facts.value.phase !== 'idle';
  const when = formats.dateTime(new Date(session.startedAtMs).toISOString());
  return (
    <li class="kept-item">
      <button
        type="button"
        class="kept-show"
        aria-current={studio.shown.value?.id === session.id ? 'true' : undefined}
        disabled={isBusy}
        onClick={() => void studio.show(session.id)}
      >
        <span class="kept-facts small soft figures">
          <span dir="auto">{when}</span>
          <span>{clockOf(session.durationMs / 1000)}</span>
          {isLive ? <span class="badge badge-good">{kept.recording}</span> : null}
          {!isLive && session.audioBytes === 0 ? <span class="badge">{kept.noAudio}</span> : null}
        </span>
        <span class="kept-opening" dir="auto">
          {session.opening || kept.untitled}
        </span>
      </button>
      <Button
        look="quiet"
        icon="trash"
        isIconOnly
        isDisabled={isLive}
        onClick={() => {
          onRemove(session);
        }}
      >
        {kept.remove(when)}
      </Button>
    </li>
  );
}

function RemoveDialog(props: { readonly onClose: () => void; readonly onConfirm: () => void }): JSX.Element {
  const text = useText();
  const { kept } = text.live;
  return (
    <Dialog title={kept.removeTitle} onClose={props.onClose}>
      <p>{kept.removeLead}</p>
      <div class="dialog-actions">
        <Button onClick={props.onClose}>{text.cancel}</Button>
        <Button
          look="danger"
          onClick={() => {
            props.onConfirm();
            props.onClose();
          }}
        >
          {kept.confirm}
        </Button>
      </div>
    </Dialog>
  );
}
