import type { ComponentChildren, JSX } from 'preact';

/** A number that one looks at first, with what it means. */
export function Figure(props: {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
  readonly tone?: 'bad' | undefined;
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="card tile">
      <h2 class="tile-name">{props.name}</h2>
      <p class={props.tone === 'bad' ? 'tile-value tile-value-bad figures' : 'tile-value figures'}>
        <bdi>{props.value}</bdi>
      </p>
      {props.note === undefined ? null : (
        <p class="soft small">
          <bdi>{props.note}</bdi>
        </p>
      )}
      {props.children}
    </div>
  );
}
