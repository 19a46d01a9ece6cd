import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { fetchHost, type Host } from '../api/host.ts';
import { createHttp, type Http } from '../api/http.ts';
import { noQuery, type SessionsQuery } from '../api/sessions-query.ts';
import type { Text } from '../i18n/en.ts';
import type { Studio } from '../live/studio.ts';
import { createToasts, type Toasts } from '../parts/toasts.ts';
import { type AddressBar, followAddress } from './address-bar.ts';
import { type Appearance, openAppearance } from './appearance.ts';
import { type KeyRing, openKeyRing } from './key-ring.ts';
import { type Reach, watchReach } from './reach.ts';
import { type KeptChoice, openChoice } from './session-choice.ts';

/** What every view of the page may use. */
export interface ConsoleState {
  /** The folder that the page was loaded from, where the API is too; ends with a slash. */
  readonly baseUrl: string;
  readonly http: Http;
  readonly keys: KeyRing;
  readonly appearance: Appearance;
  readonly address: AddressBar;
  /** Whether the server answers. */
  readonly reach: Reach;
  /** What the server says about itself; undefined until it has answered for the first time. */
  readonly host: ReadonlySignal<Host | undefined>;
  readonly toasts: Toasts;
  /** What goes on when its view is not shown; each view makes its own when it is first wanted. */
  readonly background: { studio?: Studio };
  /** How the reader wants a session to be: one choice for Live and for Try it. */
  readonly choice: KeptChoice;
  /** What was sought last among the sessions, so that the way back from one leads to the same list. */
  readonly sought: Signal<SessionsQuery>;
}

/** Makes the state of a page; it lives as long as the page. */
export function openConsole(target: Window): ConsoleState {
  const { origin, pathname } = target.location;
  const baseUrl = new URL('.', `${origin}${pathname}`).href;
  const keys = openKeyRing(target);
  const host = signal<Host | undefined>(undefined);
  const reach = watchReach(async () => {
    host.value = await fetchHost(http);
  });
  const http = createHttp({
    baseUrl,
    fetch: target.fetch.bind(target),
    key: () => keys.key.value,
    onKeyRefused: keys.refuse,
    onReach: reach.report,
  });
  const address = followAddress(target, {
    onKey: (key) => {
      keys.signIn(key, false);
    },
    onViewToken: keys.keepViewToken,
  });
  reach.start();
  return {
    baseUrl,
    http,
    keys,
    appearance: openAppearance(target),
    address,
    reach,
    host,
    toasts: createToasts(),
    background: {},
    choice: openChoice(target),
    sought: signal(noQuery),
  };
}

/** The state of the page, for its views. */
export const ConsoleContext: ReturnType<typeof createContext<ConsoleState | undefined>> = createContext<
  ConsoleState | undefined
>(undefined);

/** The state of the page. Throws outside of it. */
export function useConsole(): ConsoleState {
  const state = useContext(ConsoleContext);
  if (state === undefined) throw new Error('useConsole is for what is drawn inside a ConsoleContext');
  return state;
}

/** The texts in the language of the reader; what uses them is drawn again when that changes. */
export function useText(): Text {
  return useConsole().appearance.text.value;
}
