/** A place in the page. */
export type Route =
  | { readonly name: 'live' | 'health' | 'keys' | 'try' }
  | { readonly name: 'sessions' }
  | { readonly name: 'session'; readonly id: string }
  | {
      readonly name: 'watch' | 'captions';
      readonly id: string;
      /** How it is to look, as parameters without the secrets; absent when there are none. */
      readonly look?: string;
    };

/** What an address said: a place, if it named one, and secrets that do not stay in the address bar. */
export interface Address {
  readonly route: Route | undefined;
  /** An API key or an admin key. */
  readonly key: string | undefined;
  /** A view token, of a link that somebody shared. */
  readonly viewToken: string | undefined;
}

/**
 * Reads the fragment of an address: `#/sessions/<id>`, `#key=<key>`, `#/watch/<id>?token=<view token>`.
 *
 * @param hash - with or without its `#`.
 */
export function parseAddress(hash: string): Address {
  const text = hash.replace(/^#/u, '');
  if (!text.startsWith('/')) {
    return { route: undefined, key: secretOf(text, 'key'), viewToken: undefined };
  }
  const [path = '', query = ''] = text.split('?', 2);
  const route = parsePath(path);
  const look = lookOf(query);
  const isPlain = look === '' || (route?.name !== 'watch' && route?.name !== 'captions');
  const secrets = { key: secretOf(query, 'key'), viewToken: secretOf(query, 'token') };
  return { route: isPlain ? route : { ...route, look }, ...secrets };
}

function lookOf(query: string): string {
  const parameters = new URLSearchParams(query);
  for (const name of ['key', 'token']) parameters.delete(name);
  return parameters.toString();
}

function secretOf(query: string, name: string): string | undefined {
  const value = new URLSearchParams(query).get(name)?.trim();
  return value === '' ? undefined : value;
}

function parsePath(path: string): Route | undefined {
  const [, name = '', encodedId = '', more] = path.split('/');
  if (more !== undefined) return undefined;
  const id = decode(encodedId);
  switch (name) {
    case 'live':
    case 'health':
    case 'keys':
    case 'try':
      return id === '' ? { name } : undefined;
    case 'sessions':
      return id === '' ? { name } : { name: 'session', id };
    case 'watch':
    case 'captions':
      return id === '' ? undefined : { name, id };
    default:
      return undefined;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign: the address means what it says.
    return text;
  }
}

/** The fragment that leads to a place, such as `#/sessions`. */
export function hashOf(route: Route): string {
  switch (route.name) {
    case 'session':
      return `#/sessions/${encodeURIComponent(route.id)}`;
    case 'watch':
    case 'captions':
      return `#/${route.name}/${encodeURIComponent(route.id)}${route.look === undefined ? '' : `?${route.look}`}`;
    default:
      return `#/${route.name}`;
  }
}
