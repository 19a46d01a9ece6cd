import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type ExportForm, exportForms, fetchExport } from '../api/sessions.ts';
import { Button } from '../parts/button.tsx';
import { saveBlob } from '../parts/save-blob.ts';
import { sayError } from '../parts/states.tsx';
import { useConsole, useText } from '../shell/console-state.ts';

/** Saves the transcript as a file, in the forms that the server writes. */
export function ExportButtons({ id, isEmpty }: { readonly id: string; readonly isEmpty: boolean }): JSX.Element {
  const { http, toasts } = useConsole();
  const text = useText();
  const [busy, setBusy] = useState<ExportForm | undefined>(undefined);
  const save = async (form: ExportForm): Promise<void> => {
    setBusy(form);
    try {
      saveBlob(await fetchExport(http, id, form), `steno-${id}.${form}`);
    } catch (error) {
      toasts.show(sayError(error, text), 'bad');
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <div class="button-group" role="group" aria-label={text.session.export}>
      {exportForms.map((form) => (
        <Button
          key={form}
          {...(form === 'txt' ? { icon: 'download' as const } : {})}
          isDisabled={isEmpty}
          isBusy={busy === form}
          onClick={() => void save(form)}
        >
          {form.toUpperCase()}
        </Button>
      ))}
    </div>
  );
}
