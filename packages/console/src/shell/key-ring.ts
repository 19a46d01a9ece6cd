import { type ReadonlySignal, signal } from '@preact/signals';
import { storedText } from './stored.ts';

/** Why the page asks for a key. */
export type SignedOutReason = 'no_key' | 'key_refused' | 'signed_out';

/** The key of the page, and the view tokens of links that it was opened by. */
export interface KeyRing {
  /** Empty when there is none. */
  readonly key: ReadonlySignal<string>;
  readonly signedOut: ReadonlySignal<SignedOutReason>;
  /** @param isRemembered - also after the browser was closed. */
  readonly signIn: (key: string, isRemembered: boolean) => void;
  readonly signOut: () => void;
  /** The server does not know this key, or no longer: the page asks for another one, and stays where it is. */
  readonly refuse: (key: string) => void;
  /** Empty when there is none. */
  readonly viewToken: (sessionId: string) => string;
  readonly keepViewToken: (sessionId: string, token: string) => void;
}

/** Reads what the browser keeps; a key stays for the tab, unless it is to be remembered. */
export function openKeyRing(target: Window): KeyRing {
  const ofTab = storedText(() => target.sessionStorage, 'key');
  const ofDevice = storedText(() => target.localStorage, 'key');
  const viewTokenOf = (id: string): ReturnType<typeof storedText> =>
    storedText(() => target.sessionStorage, `view.${id}`);
  const key = signal(ofTab.read() || ofDevice.read());
  const signedOut = signal<SignedOutReason>('no_key');
  const forget = (reason: SignedOutReason): void => {
    ofTab.write('');
    ofDevice.write('');
    signedOut.value = reason;
    key.value = '';
  };
  const viewTokens = new Map<string, string>();
  return {
    key,
    signedOut,
    signIn: (next, isRemembered) => {
      ofTab.write(next);
      ofDevice.write(isRemembered ? next : '');
      key.value = next;
    },
    signOut: () => {
      forget('signed_out');
    },
    refuse: (refused) => {
      if (refused === key.value) forget('key_refused');
    },
    viewToken: (id) => viewTokens.get(id) ?? viewTokenOf(id).read(),
    keepViewToken: (id, token) => {
      viewTokens.set(id, token);
      viewTokenOf(id).write(token);
    },
  };
}
