import type { JSX } from 'preact';
import { LoadingState } from '../parts/states.tsx';
import { ConsoleContext, type ConsoleState, useConsole } from './console-state.ts';
import { Frame } from './frame.tsx';
import { OtherDoor } from './other-door.tsx';
import { placesOf } from './places.ts';
import type { Route } from './routes.ts';
import { SignIn } from './sign-in.tsx';
import { View } from './views.tsx';

/** The whole page. */
export function App({ state }: { readonly state: ConsoleState }): JSX.Element {
  return (
    <ConsoleContext.Provider value={state}>
      <Place />
    </ConsoleContext.Provider>
  );
}

function Place(): JSX.Element {
  const { address, host } = useConsole();
  const door = host.value?.door;
  const first = placesOf(door ?? 'clients')[0] ?? 'live';
  const route: Route = address.route.value ?? { name: first };
  // Those who watch have a token in place of a key, and nothing else to go to.
  if (route.name === 'watch' || route.name === 'captions') return <View route={route} />;
  return (
    <Frame route={route}>
      <Content route={route} />
    </Frame>
  );
}

function Content({ route }: { readonly route: Route }): JSX.Element {
  const { host, keys } = useConsole();
  if (host.value === undefined) return <LoadingState />;
  const isAdmin = host.value.door === 'admin';
  if (!isAdmin && (route.name === 'health' || route.name === 'keys')) return <OtherDoor name={route.name} />;
  if (keys.key.value === '') return <SignIn />;
  if (isAdmin && route.name !== 'health' && route.name !== 'keys') return <View route={{ name: 'health' }} />;
  return <View route={route} />;
}
