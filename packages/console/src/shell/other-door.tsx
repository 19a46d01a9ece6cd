import type { JSX } from 'preact';
import { EmptyState } from '../parts/states.tsx';
import { useConsole, useText } from './console-state.ts';
import { Page } from './page.tsx';

/** On the clients' door: where Health and Keys are. */
export function OtherDoor({ name }: { readonly name: 'health' | 'keys' }): JSX.Element {
  const { host } = useConsole();
  const text = useText();
  const port = host.value?.adminPort ?? null;
  return (
    <Page title={text.nav[name]}>
      <EmptyState icon={name} title={text.otherDoor.title[name]}>
        {port === null ? (
          <p>{text.otherDoor.none}</p>
        ) : (
          <>
            <p>{text.otherDoor.lead}</p>
            <a class="button button-main" href={doorAddress(globalThis.location, port, name)}>
              {text.otherDoor.open(port)}
            </a>
          </>
        )}
      </EmptyState>
    </Page>
  );
}

/** The address of the page on another port of the same host; with a place, of that place. */
export function doorAddress(
  { protocol, hostname }: Pick<Location, 'protocol' | 'hostname'>,
  port: number,
  place?: string,
): string {
  return `${protocol}//${hostname}:${port}/${place === undefined ? '' : `#/${place}`}`;
}
