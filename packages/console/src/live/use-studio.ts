import { createClient } from '@steno/client/browser';
import { ApiError } from '../api/api-error.ts';
import { fetchSessionToken } from '../api/session-token.ts';
import { type ConsoleState, useConsole } from '../shell/console-state.ts';
import { Library } from '../store/library.ts';
import { TabChannel } from '../store/tab-channel.ts';
import { browserLocks } from '../store/tab-lock.ts';
import { Studio } from './studio.ts';

/** The studio of the page: made when it is first wanted, and kept while other views are shown. */
export function useStudio(): Studio {
  const state = useConsole();
  state.background.studio ??= openStudio(state);
  return state.background.studio;
}

function openStudio({ baseUrl, http, keys }: ConsoleState): Studio {
  const token = async (): Promise<string> => {
    try {
      return await fetchSessionToken(http);
    } catch (error) {
      // A key that is no good does not become good by trying again.
      if (error instanceof ApiError && error.status === 401) studio.refuseKey();
      throw error;
    }
  };
  const locks = browserLocks();
  const library = new Library({ locks });
  const client = createClient({ url: new URL('v2/realtime', baseUrl).href, token });
  const studio: Studio = new Studio({
    client,
    library,
    channel: new TabChannel(),
    locks,
    now: () => performance.now(),
  });
  keys.key.subscribe((key) => {
    if (key === '' && keys.signedOut.value === 'signed_out') studio.stop();
  });
  addEventListener('pagehide', () => void studio.settle());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void studio.settle();
  });
  addEventListener('beforeunload', (event) => {
    if (studio.facts.value.phase !== 'idle') event.preventDefault();
  });
  return studio;
}
