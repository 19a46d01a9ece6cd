import type { JSX } from 'preact';
import type { ServedModel } from '../api/operations.ts';
import { Table } from '../parts/table.tsx';
import { useFormats } from '../parts/formats.ts';
import { sayUse } from './say-use.ts';
import { useText } from '../shell/console-state.ts';

const tones = { unloaded: 'badge', loading: 'badge badge-warn', loaded: 'badge badge-good' } as const;

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
          keyOf={({ model, use }) => `${model} ${use ?? ''}`}
          columns={[
            { heading: text.health.model, isRowHeading: true, cell: ({ model }) => model },
            { heading: text.health.languages, cell: ({ languages }) => languages.map(formats.languageName).join(', ') },
            { heading: text.health.use, cell: ({ use }) => (use === undefined ? '–' : sayUse(use, text.health.uses)) },
            {
              heading: text.health.state,
              cell: ({ state }) => <span class={tones[state]}>{text.health.modelStates[state]}</span>,
            },
            {
              heading: text.health.memory,
              isNumber: true,
              cell: ({ memoryBytes }) => (memoryBytes === 0 ? '–' : formats.bytes(memoryBytes)),
            },
          ]}
        />
      )}
    </section>
  );
}
