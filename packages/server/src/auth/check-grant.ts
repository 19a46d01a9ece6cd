import { type OptionName, optionFields, optionNames, type SessionOptionChanges, WireError } from '@steno/protocol';
import type { Grant } from './grant.ts';
import type { Principal } from './principal.ts';

/**
 * Checks that a credential is one for sessions.
 *
 * @throws WireError `forbidden`.
 */
export function checkIsRealtime({ type }: Principal): void {
  if (type === 'realtime') return;
  throw new WireError('forbidden', 'This key is for administration and opens no session. Use a key of type realtime.', {
    type,
  });
}

/**
 * Checks that a credential is one for records. A session token is handed to strangers' browsers: it opens sessions, and does
 * not show those of others.
 *
 * @throws WireError `forbidden`.
 */
export function checkMayReadRecords(principal: Principal): void {
  checkIsRealtime(principal);
  if (principal.kind !== 'session_token') return;
  throw new WireError('forbidden', 'A session token does not give access to records. Use an API key.');
}

/**
 * The language a session is to have.
 *
 * @param named - what the client named, a canonical tag.
 * @returns what its token fixes, else what it named.
 * @throws WireError `forbidden` when it named another one than its token fixes.
 */
export function languageOf({ fixed }: Grant, named: string | undefined): string | undefined {
  if (fixed?.language === undefined) return named;
  if (named === undefined || named === fixed.language) return fixed.language;
  throw new WireError('forbidden', `This token is for the language ${fixed.language}, not for ${named}.`, {
    parameter: 'language',
    allowed: [fixed.language],
  });
}

/**
 * Checks that a credential allows a language: the one asked for, or the one it is served by, is one of those allowed
 * or specialises it.
 *
 * @throws WireError `forbidden`.
 */
export function checkLanguage(
  { languages }: Grant,
  { wanted, served }: { readonly wanted: string; readonly served: string },
): void {
  if (languages === undefined) return;
  const isAllowed = (tag: string): boolean =>
    languages.some((allowed) => tag === allowed || tag.startsWith(`${allowed}-`));
  if (isAllowed(wanted) || isAllowed(served)) return;
  throw new WireError('forbidden', `This key does not allow ${wanted}. It allows ${languages.join(', ')}.`, {
    parameter: 'language',
    allowed: languages,
  });
}

/**
 * Checks the options that a client names, and adds those that its token fixes.
 *
 * @param restricted - options that need a flag of their name.
 * @throws WireError `forbidden`.
 */
export function allowedOptions(
  { fixed, flags = [], types }: Grant,
  named: SessionOptionChanges,
  restricted: readonly OptionName[],
): SessionOptionChanges {
  for (const name of optionNames) {
    const wish = named[optionFields[name]];
    const decided = fixed?.options[optionFields[name]];
    if (wish === undefined || isSame(wish, decided)) continue;
    if (decided !== undefined) {
      throw new WireError('forbidden', `This token fixes ${name}; leave it out.`, { parameter: name });
    }
    if (restricted.includes(name) && !flags.includes(name)) {
      throw new WireError('forbidden', `This key does not allow ${name}. Ask the operator for one that does.`, {
        parameter: name,
      });
    }
  }
  if (named.type !== undefined && types?.includes(named.type) === false) {
    throw new WireError('forbidden', `This key does not allow type=${named.type}. It allows ${types.join(', ')}.`, {
      parameter: 'type',
      allowed: types,
    });
  }
  const decisions = Object.entries(fixed?.options ?? {}).filter(([, value]) => value !== undefined);
  return { ...named, ...Object.fromEntries(decisions) };
}

function isSame(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
