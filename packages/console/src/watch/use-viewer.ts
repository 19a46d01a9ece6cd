import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { pageClock } from '../live/pace.ts';
import { useConsole } from '../shell/console-state.ts';
import { Viewer, type ViewerState } from './viewer.ts';

/** A session that is watched while the view is shown. */
export interface Watching {
  readonly viewer: Viewer;
  readonly state: ReadonlySignal<ViewerState>;
}

/**
 * Watches a session with the view token of its link, or with the key of the page where there is none.
 *
 * @param round - another one begins anew.
 */
export function useViewer(id: string, round = 0): Watching {
  const { baseUrl, keys } = useConsole();
  const state = useSignal<ViewerState>('connecting');
  const viewer = useMemo(
    () =>
      new Viewer({
        url: new URL(`v2/sessions/${encodeURIComponent(id)}/captions`, baseUrl).href,
        token: keys.viewToken(id) || keys.key.peek(),
        fetch: (url, init) => fetch(url, init),
        wait: pageClock.wait,
        random: Math.random,
        onState: (next) => (state.value = next),
      }),
    [id, round],
  );
  useEffect(() => {
    state.value = viewer.state;
    void viewer.run();
    return () => {
      viewer.close();
    };
  }, [viewer]);
  return { viewer, state };
}
