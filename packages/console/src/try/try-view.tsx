import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ApiError } from '../api/api-error.ts';
import { fetchLanguages, type ServedLanguage } from '../api/languages.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { StaleNotice } from '../parts/stale-notice.tsx';
import { ErrorState, LoadingState } from '../parts/states.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { useResource } from '../parts/use-resource.ts';
import { useConsole, useText } from '../shell/console-state.ts';
import { Page } from '../shell/page.tsx';
import { ChoiceForm } from './choice-form.tsx';
import { type SnippetName, snippetNames, snippetOf } from './snippets.ts';
import './try.css';

/** The call for the settings of now, in the languages that people write clients in. */
export function TryView(): JSX.Element {
  const { http } = useConsole();
  const text = useText();
  const { value, error, reload } = useResource((signal) => languagesOf(fetchLanguages(http, signal)), {
    id: 'languages',
  });
  return (
    <Page title={text.try.title}>
      <p class="soft lead">{text.try.lead}</p>
      {value === undefined ? (
        error === undefined ? (
          <LoadingState />
        ) : (
          <ErrorState error={error} onRetry={reload} />
        )
      ) : (
        <>
          <StaleNotice error={error} />
          <div class="try">
            <ChoiceForm languages={value} />
            <Snippets />
          </div>
        </>
      )}
    </Page>
  );
}

/** Where the server does not tell its languages, the reader writes a tag. */
async function languagesOf(answer: Promise<readonly ServedLanguage[]>): Promise<readonly ServedLanguage[]> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return [];
    throw error;
  }
}

function Snippets(): JSX.Element {
  const { baseUrl, choice } = useConsole();
  const text = useText();
  const [name, setName] = useState<SnippetName>('python');
  const code = snippetOf(name, choice.value.value, baseUrl);
  return (
    <section class="card snippets" aria-label={text.try.code}>
      <Tabs
        label={text.try.code}
        tabs={snippetNames.map((value) => ({ value, label: text.try.names[value] }))}
        value={name}
        onChange={setName}
        beside={<CopyButton value={() => code} label={text.try.copy} look="quiet" />}
      >
        {/* Long lines scroll; the keyboard gets there, too. */}
        <pre class="snippet" tabIndex={0} dir="ltr" role="region" aria-label={text.try.names[name]}>
          <code>{code}</code>
        </pre>
      </Tabs>
      <p class="soft small snippets-note">{text.try.keyNote}</p>
    </section>
  );
}
