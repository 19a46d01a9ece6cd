import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type ApiKey, revokeKey } from '../api/keys.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Notice } from '../parts/notice.tsx';
import { sayError } from '../parts/states.tsx';
import { useConsole, useText } from '../shell/console-state.ts';

/** Asks before a key is revoked for good. */
export function RevokeDialog({
  apiKey,
  onClose,
}: {
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
}): JSX.Element {
  const { http, toasts } = useConsole();
  const text = useText();
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const confirm = async (): Promise<void> => {
    setBusy(true);
    try {
      await revokeKey(http, apiKey.id);
      toasts.show(text.keys.revoked(apiKey.name));
      onClose();
    } catch (error) {
      setProblem(sayError(error, text));
      setBusy(false);
    }
  };
  return (
    <Dialog title={text.keys.revokeTitle(apiKey.name)} onClose={onClose}>
      <p>{text.keys.revokeLead}</p>
      {problem === undefined ? null : <Notice tone="bad">{problem}</Notice>}
      <div class="dialog-actions">
        <Button onClick={onClose}>{text.cancel}</Button>
        <Button look="danger" isBusy={isBusy} onClick={() => void confirm()}>
          {text.keys.revokeConfirm}
        </Button>
      </div>
    </Dialog>
  );
}
