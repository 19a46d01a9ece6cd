import type { JSX } from 'preact';
import { Page } from '../shell/page.tsx';
import { useText } from '../shell/console-state.ts';

/** Placeholder. */
export function SessionsView(): JSX.Element {
  const text = useText();
  return <Page title={text.nav.sessions}>{null}</Page>;
}
