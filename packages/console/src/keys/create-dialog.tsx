import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { createKey } from '../api/keys.ts';
import { Button } from '../parts/button.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Notice } from '../parts/notice.tsx';
import { sayError } from '../parts/states.tsx';
import { useConsole, useText } from '../shell/console-state.ts';
import { KeyFields } from './key-fields.tsx';
import { emptyKeyForm, type KeyFormProblems, readKeyForm } from './key-form.ts';

/** Makes a key, and shows it once. */
export function CreateDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const text = useText();
  const [made, setMade] = useState<{ readonly secret: string; readonly name: string } | undefined>(undefined);
  return (
    <Dialog
      title={made === undefined ? text.keys.createTitle : text.keys.madeTitle(made.name)}
      onClose={onClose}
      closesLightly={made === undefined}
    >
      {made === undefined ? (
        <CreateForm onMade={setMade} onClose={onClose} />
      ) : (
        <Made secret={made.secret} onClose={onClose} />
      )}
    </Dialog>
  );
}

interface CreateFormProps {
  readonly onMade: (made: { readonly secret: string; readonly name: string }) => void;
  readonly onClose: () => void;
}

function CreateForm({ onMade, onClose }: CreateFormProps): JSX.Element {
  const { http } = useConsole();
  const text = useText();
  const [form, setForm] = useState(emptyKeyForm);
  const [problems, setProblems] = useState<KeyFormProblems>({});
  const [refusal, setRefusal] = useState<string | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const submit = async (): Promise<void> => {
    const read = readKeyForm(form);
    setRefusal(undefined);
    setProblems('problems' in read ? read.problems : {});
    if ('problems' in read) return;
    setBusy(true);
    try {
      const { secret, key } = await createKey(http, read.key);
      onMade({ secret, name: key.name });
    } catch (error) {
      setRefusal(sayError(error, text));
      setBusy(false);
    }
  };
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void submit();
      }}
    >
      <KeyFields
        form={form}
        problems={problems}
        onChange={(changes) => {
          setForm({ ...form, ...changes });
        }}
      />
      {refusal === undefined ? null : <Notice tone="bad">{refusal}</Notice>}
      <div class="dialog-actions">
        <Button onClick={onClose}>{text.cancel}</Button>
        <Button type="submit" look="main" isBusy={isBusy}>
          {text.keys.createConfirm}
        </Button>
      </div>
    </form>
  );
}

function Made({ secret, onClose }: { readonly secret: string; readonly onClose: () => void }): JSX.Element {
  const text = useText();
  return (
    <>
      <Notice tone="warn">{text.keys.shownOnce}</Notice>
      <p class="secret code" dir="ltr">
        {secret}
      </p>
      <div class="dialog-actions">
        <CopyButton value={() => secret} label={text.keys.copy} look="main" />
        <Button onClick={onClose}>{text.keys.done}</Button>
      </div>
    </>
  );
}
