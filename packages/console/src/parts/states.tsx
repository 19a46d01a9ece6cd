import type { ComponentChildren, JSX } from 'preact';
import { ApiError } from '../api/api-error.ts';
import type { Text } from '../i18n/en.ts';
import { useText } from '../shell/console-state.ts';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';

/** Nothing is here yet, and what to do about it. */
export function EmptyState(props: {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="state">
      <span class="state-icon">
        <Icon name={props.icon} />
      </span>
      <h2>{props.title}</h2>
      {props.children}
    </div>
  );
}

/** Something failed; says what, and offers another try. */
export function ErrorState({
  error,
  onRetry,
}: {
  readonly error: unknown;
  readonly onRetry?: () => void;
}): JSX.Element {
  const text = useText();
  return (
    <div class="state state-bad" role="alert">
      <span class="state-icon">
        <Icon name="warning" />
      </span>
      <h2>{text.errors.title}</h2>
      <p>{sayError(error, text)}</p>
      {onRetry === undefined ? null : <Button onClick={onRetry}>{text.errors.retry}</Button>}
    </div>
  );
}

/** Something is on its way. Says so only when it takes longer than a glance. */
export function LoadingState(): JSX.Element {
  const text = useText();
  return (
    <div class="state state-loading" role="status">
      <span class="spinner" aria-hidden="true" />
      <p class="soft">{text.loading}</p>
    </div>
  );
}

/** One sentence about an error, in the language of the reader where the page knows it. */
export function sayError(error: unknown, text: Text): string {
  if (!(error instanceof ApiError)) return text.errors.page;
  const known = knownErrors(text)[error.kind === 'refused' ? error.code : error.kind];
  return known ?? (error.kind === 'refused' ? error.message : text.errors.malformed);
}

function knownErrors(text: Text): Readonly<Record<string, string | undefined>> {
  return text.errors.codes;
}
