import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Host } from '../api/host.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { Menu } from '../parts/menu.tsx';
import { FloatingNotice } from '../parts/notice.tsx';
import { ToastList } from '../parts/toast-list.tsx';
import { useConsole, useText } from './console-state.ts';
import { LookSwitches } from './look-switches.tsx';
import { doorAddress } from './other-door.tsx';
import { placesOf } from './places.ts';
import { hashOf, type Route } from './routes.ts';

/** The frame around every view: where one can go, who is signed in, and whether the server answers. */
export function Frame({
  route,
  children,
}: {
  readonly route: Route;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { host, keys } = useConsole();
  const text = useText();
  const main = useRef<HTMLElement>(null);
  const door = host.value?.door;
  useFocusAfterMove(route, main);
  return (
    <div class="frame">
      <a
        class="skip"
        href="#content"
        onClick={(event) => {
          // The fragment of the address is the place in the page.
          event.preventDefault();
          main.current?.focus();
        }}
      >
        {text.skip}
      </a>
      <header class="frame-head">
        <span class="brand">
          <BrandMark />
          Steno
          {door === 'admin' ? <span class="badge">{text.adminDoor}</span> : null}
        </span>
        {door === undefined ? null : <Navigation door={door} route={route} />}
        <div class="frame-tools">
          <Menu label={text.settings} icon="settings">
            <LookSwitches />
            <WayToClients />
            {keys.key.value === '' ? null : <Button onClick={keys.signOut}>{text.signIn.out}</Button>}
            {host.value === undefined ? null : <p class="soft small">{text.version(host.value.version)}</p>}
          </Menu>
        </div>
      </header>
      <main id="content" class="frame-main" ref={main} tabIndex={-1}>
        {children}
      </main>
      <ReachNotice />
      <ToastList />
    </div>
  );
}

function Navigation({ door, route }: { readonly door: Host['door']; readonly route: Route }): JSX.Element {
  const text = useText();
  return (
    <nav class="frame-nav" aria-label={text.nav.label}>
      {placesOf(door).map((name) => (
        <a key={name} class="nav-link" href={hashOf({ name })} aria-current={isAt(route, name) ? 'page' : undefined}>
          <Icon name={name} />
          <span>{text.nav[name]}</span>
        </a>
      ))}
    </nav>
  );
}

function isAt(route: Route, name: string): boolean {
  return route.name === name || (route.name === 'session' && name === 'sessions');
}

/** From the admin door back to that of clients. */
function WayToClients(): JSX.Element | null {
  const { host } = useConsole();
  const text = useText();
  const { door, clientsPort } = host.value ?? { door: 'clients', clientsPort: null };
  if (door !== 'admin' || clientsPort === null) return null;
  return <a href={doorAddress(globalThis.location, clientsPort)}>{text.toClients}</a>;
}

function ReachNotice(): JSX.Element | null {
  const { reach } = useConsole();
  const text = useText();
  if (reach.isReachable.value) return null;
  return (
    <FloatingNotice tone="bad">
      <span>{text.unreachable}</span>
      <Button look="quiet" onClick={reach.knock}>
        {text.errors.retry}
      </Button>
    </FloatingNotice>
  );
}

/** The sign of Steno: strokes of speech. */
export function BrandMark(): JSX.Element {
  return (
    <svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M6 13v6M11 9v14M16 12v8M21 7v18M26 14v4" />
    </svg>
  );
}

/** After a move to another place a screen reader and the keyboard begin at its content; not at the first load. */
function useFocusAfterMove(route: Route, main: { readonly current: HTMLElement | null }): void {
  const before = useRef(hashOf(route));
  useEffect(() => {
    if (before.current === hashOf(route)) return;
    before.current = hashOf(route);
    globalThis.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [hashOf(route)]);
}
