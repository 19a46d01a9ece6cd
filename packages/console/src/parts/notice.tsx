import type { ComponentChildren, JSX } from 'preact';

/** A line that stays until what it says is over. */
export function Notice({
  tone,
  children,
}: {
  readonly tone: 'plain' | 'good' | 'warn' | 'bad';
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div class={`notice notice-${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      {children}
    </div>
  );
}
