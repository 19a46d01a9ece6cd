import type { JSX } from 'preact';
import type { ServedModel } from '../api/operations.ts';
import { Table } from '../parts/table.tsx';
import { useFormats } from '../parts/formats.ts';
import { useText } from '../shell/console-state.ts';

/** The models that the server has. */
export function ModelsPanel({ models }: { readonly models: readonly ServedModel[] }): JSX.Element {
  const text = useText();
  const formats = useFormats();
  return (
    <section class="card stack" aria-label={text.health.models}>
      <h2>{text.health.models}</h2>
      {models.length === 0 ? (
        <p class="soft">{text.health.noModels}</p>
      ) : (
        <Table
          caption={text.health.models}
          rows={models}
          keyOf={({ model, type }) => `${model} ${type}`}
          columns={[
            { heading: text.health.model, isRowHeading: true, cell: ({ model }) => model },
            { heading: text.health.languages, cell: ({ languages }) => languages.map(formats.languageName).join(', ') },
            { heading: text.health.type, cell: ({ type }) => type },
            {
              heading: text.health.state,
              cell: ({ isLoaded }) => (
                <span class={isLoaded ? 'badge badge-good' : 'badge'}>
                  {isLoaded ? text.health.loaded : text.health.notLoaded}
                </span>
              ),
            },
          ]}
        />
      )}
    </section>
  );
}
