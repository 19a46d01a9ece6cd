import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { deleteSession, type Session } from '../api/sessions.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { useFormats } from '../parts/formats.ts';
import { Notice } from '../parts/notice.tsx';
import { sayError } from '../parts/states.tsx';
import { useConsole, useText } from '../shell/console-state.ts';

/** Asks before a record is deleted for good; then goes back to the list. */
export function DeleteDialog({
  session,
  onClose,
}: {
  readonly session: Session;
  readonly onClose: () => void;
}): JSX.Element {
  const { http, toasts, address } = useConsole();
  const text = useText();
  const formats = useFormats();
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const confirm = async (): Promise<void> => {
    setBusy(true);
    try {
      await deleteSession(http, session.id);
      toasts.show(text.session.deleted);
      address.go({ name: 'sessions' });
    } catch (error) {
      setProblem(sayError(error, text));
      setBusy(false);
    }
  };
  return (
    <Dialog title={text.session.deleteTitle} onClose={onClose}>
      <p>{text.session.deleteLead(formats.dateTime(session.startedAt), session.segments)}</p>
      {problem === undefined ? null : <Notice tone="bad">{problem}</Notice>}
      <div class="dialog-actions">
        <Button onClick={onClose}>{text.cancel}</Button>
        <Button look="danger" icon="trash" isBusy={isBusy} onClick={() => void confirm()}>
          {text.session.deleteConfirm}
        </Button>
      </div>
    </Dialog>
  );
}
