import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { clockOf } from '../parts/formats.ts';
import { useText } from '../shell/console-state.ts';
import { sayEvent } from './say.ts';
import type { Studio } from './studio.ts';

/** What happened to the session, the newest last and in sight. */
export function EventList({ studio }: { readonly studio: Studio }): JSX.Element | null {
  const text = useText();
  const list = useRef<HTMLOListElement>(null);
  const events = studio.events.value;
  useLayoutEffect(() => {
    if (list.current !== null) list.current.scrollTop = list.current.scrollHeight;
  }, [events]);
  if (events.length === 0) return null;
  return (
    <section class="live-events" aria-labelledby="events-title">
      <h2 id="events-title">{text.live.events.title}</h2>
      <ol ref={list} aria-live="polite">
        {events.map((event) => (
          <li key={event.number}>
            <span class="figures small soft">{clockOf(event.atMs / 1000)}</span>
            <span>{sayEvent(event, text)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
