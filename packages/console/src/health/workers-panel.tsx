import type { JSX } from 'preact';
import { type Column, Table } from '../parts/table.tsx';
import { useFormats } from '../parts/formats.ts';
import { useText } from '../shell/console-state.ts';
import { type Pool, poolsOf } from './pools.ts';
import type { History } from './readings.ts';
import { sayUse } from './say-use.ts';

/** The workers by model and use: how many live, how fast they are, how often one was lost. */
export function WorkersPanel({ history }: { readonly history: History }): JSX.Element {
  const text = useText();
  const pools = poolsOf(history);
  const columns = useColumns();
  return (
    <section class="card stack" aria-label={text.health.workers}>
      <h2>{text.health.workers}</h2>
      {pools.length === 0 ? (
        <p class="soft">{text.health.noWorkers}</p>
      ) : (
        <Table
          caption={text.health.workers}
          columns={columns}
          rows={pools}
          keyOf={({ model, use }) => `${model} ${use}`}
        />
      )}
    </section>
  );
}

function useColumns(): readonly Column<Pool>[] {
  const { health } = useText();
  const formats = useFormats();
  const orDash = (value: number | undefined, say: (known: number) => string): string =>
    value === undefined ? '–' : say(value);
  return [
    { heading: health.model, isRowHeading: true, cell: ({ model }) => model },
    { heading: health.use, cell: ({ use }) => sayUse(use, health.uses) },
    {
      heading: health.living,
      isNumber: true,
      cell: ({ living, places }) => (
        <span class={living < places ? 'badge badge-bad' : undefined}>
          {places === 0 ? health.notLoaded : health.livingOf(living, places)}
        </span>
      ),
    },
    {
      heading: health.realTimeFactor,
      isNumber: true,
      cell: (pool) => orDash(pool.realTimeFactor, (ratio) => formats.number(ratio, 3)),
    },
    { heading: health.busy, isNumber: true, cell: (pool) => orDash(pool.busyRatio, formats.percent) },
    {
      heading: health.streams,
      isNumber: true,
      cell: ({ openStreams, waitingStreams }) => health.streamsOf(openStreams, waitingStreams),
    },
    {
      heading: health.restarts,
      isNumber: true,
      cell: ({ restarts }) => (
        <span class={restarts > 0 ? 'badge badge-warn' : undefined}>{formats.number(restarts)}</span>
      ),
    },
    {
      heading: health.freeColumn,
      isNumber: true,
      cell: (pool) => orDash(pool.freeSessions, (value) => formats.number(value)),
    },
  ];
}
