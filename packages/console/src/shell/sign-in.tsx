import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ApiError } from '../api/api-error.ts';
import type { Text } from '../i18n/en.ts';
import { Button } from '../parts/button.tsx';
import { CheckField, TextField } from '../parts/field.tsx';
import { Notice } from '../parts/notice.tsx';
import { sayError } from '../parts/states.tsx';
import { useConsole, useText } from './console-state.ts';

/** Asks for a key; the view behind it stays chosen and comes when the key is right. */
export function SignIn(): JSX.Element {
  const { http, keys, host } = useConsole();
  const text = useText();
  const [key, setKey] = useState('');
  const [isRemembered, setRemembered] = useState(false);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const isAdmin = host.value?.door === 'admin';
  const submit = async (): Promise<void> => {
    const wanted = key.trim();
    if (wanted === '') {
      setProblem(text.signIn.missing);
      return;
    }
    setBusy(true);
    try {
      await http({ path: isAdmin ? 'v2/keys' : 'v2/sessions?limit=1', key: wanted });
      keys.signIn(wanted, isRemembered);
    } catch (error) {
      setProblem(whatIsWrong(error, isAdmin, text));
    } finally {
      setBusy(false);
    }
  };
  const reason = keys.signedOut.value;
  return (
    <div class="page sign-in">
      <form
        class="card stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy) void submit();
        }}
      >
        <h1>{isAdmin ? text.signIn.adminTitle : text.signIn.title}</h1>
        {reason === 'key_refused' ? <Notice tone="warn">{text.signIn.refused}</Notice> : null}
        <p class="soft">{isAdmin ? text.signIn.adminLead : text.signIn.lead}</p>
        <TextField
          label={isAdmin ? text.signIn.adminKey : text.signIn.key}
          name="key"
          type="password"
          value={key}
          onInput={(value) => {
            setKey(value);
            setProblem(undefined);
          }}
          problem={problem}
          isRequired
        />
        <CheckField label={text.signIn.remember} isChecked={isRemembered} onChange={setRemembered} />
        <div class="row">
          <Button type="submit" look="main" isBusy={isBusy}>
            {text.signIn.submit}
          </Button>
        </div>
      </form>
    </div>
  );
}

function whatIsWrong(error: unknown, isAdmin: boolean, text: Text): string {
  const status = error instanceof ApiError ? error.status : 0;
  if (status === 401) return text.signIn.wrong;
  if (status === 403) return isAdmin ? text.signIn.notAdmin : text.signIn.notRealtime;
  return sayError(error, text);
}
