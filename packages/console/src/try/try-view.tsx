import type { JSX } from 'preact';
import { Page } from '../shell/page.tsx';
import { useText } from '../shell/console-state.ts';

/** Placeholder. */
export function TryView(): JSX.Element {
  const text = useText();
  return <Page title={text.nav.try}>{null}</Page>;
}
