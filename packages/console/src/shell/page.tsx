import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';

/** A view inside the frame: its heading, what can be done there, and what it shows. Sets the title of the window. */
export function Page(props: {
  readonly title: string;
  /** Beside the heading. */
  readonly actions?: ComponentChildren;
  /** Above the heading: the way back. */
  readonly lead?: ComponentChildren;
  readonly children: ComponentChildren;
}): JSX.Element {
  useEffect(() => {
    document.title = `${props.title} · Steno`;
  }, [props.title]);
  return (
    <div class="page stack">
      {props.lead}
      <div class="page-head">
        <h1 tabIndex={-1}>
          <bdi>{props.title}</bdi>
        </h1>
        {props.actions === undefined ? null : <div class="row">{props.actions}</div>}
      </div>
      {props.children}
    </div>
  );
}
