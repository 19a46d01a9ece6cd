import type { JSX } from 'preact';
import { Page } from '../shell/page.tsx';

/** Placeholder. */
export function CaptionsView({ id }: { readonly id: string }): JSX.Element {
  return <Page title={id}>{null}</Page>;
}
