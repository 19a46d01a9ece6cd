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
            <a class="button button-main" href={adminAddress(globalThis.location, port, name)}>
              {text.otherDoor.open(port)}
            </a>
          </>
        )}
      </EmptyState>
    </Page>
  );
}

/** The address of a view on the admin door of the same host. */
export function adminAddress(
  { protocol, hostname }: Pick<Location, 'protocol' | 'hostname'>,
  port: number,
  name: string,
): string {
  return `${protocol}//${hostname}:${port}/#/${name}`;
}
