import type { ComponentChildren, JSX } from 'preact';

/** A line over the foot of the page that stays until what it says is over: it moves nothing of what is being read. */
export function FloatingNotice(props: Parameters<typeof Notice>[0]): JSX.Element {
  return (
    <div class="notice-float">
      <Notice {...props} />
    </div>
  );
}

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
