import type { ComponentChildren, JSX, Ref } from 'preact';
import { useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { RowOffsets } from './row-offsets.ts';

/** Moves a windowed list. */
export interface WindowedListHandle {
  /** Brings a row near the top of the window. */
  readonly show: (index: number) => void;
}

/** A long list of which only what is near the window is drawn. It scrolls with the page. */
export interface WindowedListProps {
  readonly label: string;
  readonly count: number;
  /** Of one row, in px, until it was drawn. */
  readonly estimatedHeight: number;
  /** Everything is measured anew when it changes. */
  readonly layout: string;
  readonly row: (index: number) => ComponentChildren;
  readonly handle?: Ref<WindowedListHandle>;
}

interface Shown {
  readonly first: number;
  /** Behind the last one. */
  readonly end: number;
}

/** Rows drawn at first, before anything is known of the window. */
const firstRows = 40;
/** Below whatever sticks to the top of the window. */
const topMarginPx = 140;

/** Draws the rows near the window, and blank room for the others. */
export function WindowedList(props: WindowedListProps): JSX.Element {
  const { count, estimatedHeight, layout } = props;
  const list = useRef<HTMLOListElement>(null);
  const offsets = useMemo(() => new RowOffsets(count, estimatedHeight), [count, estimatedHeight, layout]);
  const [shown, setShown] = useState<Shown>({ first: 0, end: firstRows });
  const [, setMeasured] = useState(0);
  const end = Math.min(shown.end, count);
  const first = Math.min(shown.first, end);

  useEffect(() => followWindow(() => setShown((before) => near(list.current, offsets, before))), [offsets]);
  useLayoutEffect(() => {
    let isChanged = false;
    for (const item of list.current?.children ?? []) {
      const index = Number(item instanceof HTMLElement ? (item.dataset['row'] ?? -1) : -1);
      if (index >= 0 && offsets.measure(index, item.getBoundingClientRect().height)) isChanged = true;
    }
    if (isChanged) setMeasured((round) => round + 1);
  }, [offsets, first, end]);
  useImperativeHandle(
    props.handle ?? null,
    () => ({
      show: (index) => {
        scrollToRow(list.current, offsets, index);
        // What was drawn on the way has other heights than were estimated.
        requestAnimationFrame(() => requestAnimationFrame(() => scrollToRow(list.current, offsets, index)));
      },
    }),
    [offsets],
  );

  const rows: JSX.Element[] = [];
  for (let index = first; index < end; index += 1) {
    rows.push(
      <li key={index} data-row={index} aria-setsize={count} aria-posinset={index + 1}>
        {props.row(index)}
      </li>,
    );
  }
  return (
    <ol class="windowed" aria-label={props.label} ref={list}>
      <Blank key="above" height={offsets.edge(first)} />
      {rows}
      <Blank key="below" height={offsets.total - offsets.edge(end)} />
    </ol>
  );
}

function Blank({ height }: { readonly height: number }): JSX.Element {
  return <li role="presentation" aria-hidden="true" style={{ blockSize: `${height}px` }} />;
}

function followWindow(look: () => void): () => void {
  let isWaiting = false;
  const onMove = (): void => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      look();
    });
  };
  look();
  globalThis.addEventListener('scroll', onMove, { passive: true });
  globalThis.addEventListener('resize', onMove);
  return () => {
    globalThis.removeEventListener('scroll', onMove);
    globalThis.removeEventListener('resize', onMove);
  };
}

/** The rows within a window's height of the window; the same object as before when there is nothing new to draw. */
function near(list: HTMLElement | null, offsets: RowOffsets, before: Shown): Shown {
  if (list === null) return before;
  const above = -list.getBoundingClientRect().top;
  const height = globalThis.innerHeight;
  const first = offsets.at(above - height);
  const end = offsets.at(above + 2 * height) + 1;
  return first === before.first && end === before.end ? before : { first, end };
}

function scrollToRow(list: HTMLElement | null, offsets: RowOffsets, index: number): void {
  if (list === null) return;
  const top = list.getBoundingClientRect().top + globalThis.scrollY;
  globalThis.scrollTo({ top: top + offsets.edge(index) - topMarginPx });
}
