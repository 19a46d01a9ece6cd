import { type ReadonlySignal, signal } from '@preact/signals';
import { hashOf, parseAddress, type Route } from './routes.ts';

/** The address bar: where the page is, and the secrets that came with the address. */
export interface AddressBar {
  /** Undefined when the address names no place: the page chooses the first one. */
  readonly route: ReadonlySignal<Route | undefined>;
  /** Goes to a place, as a link would. */
  readonly go: (route: Route) => void;
}

/** Who gets the secrets of an address. */
export interface SecretReceiver {
  readonly onKey: (key: string) => void;
  readonly onViewToken: (sessionId: string, token: string) => void;
}

/**
 * Follows the fragment of the address. Secrets in it are handed on and taken out of the address bar and of the history
 * at once.
 */
export function followAddress(target: Window, receiver: SecretReceiver): AddressBar {
  const route = signal<Route | undefined>(undefined);
  const read = (): void => {
    const { route: next, key, viewToken } = parseAddress(target.location.hash);
    if (key !== undefined) receiver.onKey(key);
    if (viewToken !== undefined && next !== undefined && 'id' in next) receiver.onViewToken(next.id, viewToken);
    if (key !== undefined || viewToken !== undefined) {
      const { pathname, search } = target.location;
      target.history.replaceState(null, '', `${pathname}${search}${next === undefined ? '' : hashOf(next)}`);
    }
    // The same place again keeps its object, so that nothing is drawn anew.
    if (route.value === undefined || next === undefined || hashOf(next) !== hashOf(route.value)) route.value = next;
  };
  read();
  target.addEventListener('hashchange', read);
  return {
    route,
    go: (next) => {
      target.location.hash = hashOf(next);
    },
  };
}
