import type { JSX } from 'preact';
import { useConsole, useText } from '../shell/console-state.ts';
import { FloatingNotice } from './notice.tsx';
import { sayError } from './states.tsx';

/** Says that what is shown could not be read anew. That the server is away says the frame itself. */
export function StaleNotice({ error }: { readonly error: unknown }): JSX.Element | null {
  const { reach } = useConsole();
  const text = useText();
  if (error === undefined || !reach.isReachable.value) return null;
  return (
    <FloatingNotice tone="warn">
      {text.stale} {sayError(error, text)}
    </FloatingNotice>
  );
}
