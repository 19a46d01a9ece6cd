import type { JSX } from 'preact';
import { LazyView } from './lazy-view.tsx';
import type { Route } from './routes.ts';

const loadLive = () => import('../live/live-view.tsx').then(({ LiveView }) => LiveView);
const loadWatch = () => import('../watch/watch-view.tsx').then(({ WatchView }) => WatchView);
const loadCaptions = () => import('../captions-view/captions-view.tsx').then(({ CaptionsView }) => CaptionsView);
const loadSessions = () => import('../sessions/sessions-view.tsx').then(({ SessionsView }) => SessionsView);
const loadSession = () => import('../sessions/session-view.tsx').then(({ SessionView }) => SessionView);
const loadHealth = () => import('../health/health-view.tsx').then(({ HealthView }) => HealthView);
const loadKeys = () => import('../keys/keys-view.tsx').then(({ KeysView }) => KeysView);
const loadTry = () => import('../try/try-view.tsx').then(({ TryView }) => TryView);

/** The view of a place. */
export function View({ route }: { readonly route: Route }): JSX.Element {
  switch (route.name) {
    case 'live':
      return <LazyView key="live" load={loadLive} props={{}} />;
    case 'watch':
      return <LazyView key={`watch ${route.id}`} load={loadWatch} props={{ id: route.id }} />;
    case 'captions':
      return (
        <LazyView key={`captions ${route.id}`} load={loadCaptions} props={{ id: route.id, look: route.look ?? '' }} />
      );
    case 'sessions':
      return <LazyView key="sessions" load={loadSessions} props={{}} />;
    case 'session':
      return <LazyView key={`session ${route.id}`} load={loadSession} props={{ id: route.id }} />;
    case 'health':
      return <LazyView key="health" load={loadHealth} props={{}} />;
    case 'keys':
      return <LazyView key="keys" load={loadKeys} props={{}} />;
    case 'try':
      return <LazyView key="try" load={loadTry} props={{}} />;
  }
}
