import type { Host } from '../api/host.ts';

/** The places of the navigation, in its order. */
export type Place = 'live' | 'sessions' | 'health' | 'keys' | 'try';

/** The places that a door leads to; the first one is where the page begins. */
export function placesOf(door: Host['door']): readonly Place[] {
  return door === 'admin' ? ['health', 'keys'] : ['live', 'sessions', 'try', 'health', 'keys'];
}
