import type { JSX } from 'preact';
import { Page } from '../shell/page.tsx';
import { useText } from '../shell/console-state.ts';

/** Placeholder. */
export function HealthView(): JSX.Element {
  const text = useText();
  return <Page title={text.nav.health}>{null}</Page>;
}
