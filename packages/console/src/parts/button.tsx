import type { ComponentChildren, JSX } from 'preact';
import { Icon, type IconName } from './icon.tsx';

/** What a button looks like and does. */
export interface ButtonProps {
  readonly children: ComponentChildren;
  /** `main` at most once in a view; `danger` for what cannot be undone. */
  readonly look?: 'main' | 'plain' | 'quiet' | 'danger';
  readonly icon?: IconName;
  /** The words are for a screen reader only. */
  readonly isIconOnly?: boolean;
  readonly isDisabled?: boolean;
  readonly isBusy?: boolean;
  /** A toggle that is on or off. */
  readonly isPressed?: boolean;
  readonly type?: 'button' | 'submit';
  readonly onClick?: () => void;
}

/** A button. */
export function Button(props: ButtonProps): JSX.Element {
  const { children, look = 'plain', icon, isIconOnly = false, isDisabled = false, isBusy = false } = props;
  return (
    <button
      type={props.type ?? 'button'}
      class={`button button-${look}${isIconOnly ? ' button-icon' : ''}`}
      disabled={isDisabled}
      aria-busy={isBusy ? 'true' : undefined}
      aria-pressed={props.isPressed}
      onClick={() => {
        if (!isBusy) props.onClick?.();
      }}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      <span class={isIconOnly ? 'hidden-visually' : undefined}>{children}</span>
    </button>
  );
}
