import { WireError } from '@steno/protocol';
import type { CreateKeyOptions } from '../auth/key-options.ts';

/** What each field of a request for a key has to be, and the option it is. */
const fields = {
  name: ['name', 'text'],
  owner: ['owner', 'text'],
  type: ['type', 'text'],
  expires: ['expires', 'text'],
  languages: ['languages', 'list'],
  types: ['types', 'list'],
  flags: ['flags', 'list'],
  max_sessions: ['maxSessions', 'number'],
  max_session_ms: ['maxSessionMs', 'number'],
} as const satisfies Readonly<Record<string, readonly [keyof CreateKeyOptions, 'text' | 'list' | 'number']>>;

/**
 * Reads the body of a request for a key. A name that is not known is refused, as what it was meant to restrict would not be;
 * the values are checked where the key is made.
 *
 * @throws WireError `bad_request`.
 */
export function parseKeyRequest(body: string): CreateKeyOptions {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // What is wrong with it is said below, without repeating it.
    value = undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrong('body', 'The body must be a JSON object such as {"name":"phone","expires":"1y"}.');
  }
  const given = Object.entries(value).map(([field, content]: [string, unknown]) => optionOf(field, content));
  const options: { readonly name?: unknown } = Object.fromEntries(given);
  if (typeof options.name !== 'string') throw wrong('name', 'A key needs a name.');
  return { ...options, name: options.name };
}

function optionOf(field: string, content: unknown): readonly [string, unknown] {
  const known = Object.entries(fields).find(([name]) => name === field);
  if (known === undefined) {
    throw wrong('fields', `"${field.slice(0, 40)}" is no field of a key; those are ${Object.keys(fields).join(', ')}.`);
  }
  const [, [option, form]] = known;
  if (isOfForm(content, form)) return [option, content];
  throw wrong(field, `${field} must be a ${form === 'list' ? 'list of texts' : form}.`);
}

function isOfForm(content: unknown, form: 'text' | 'list' | 'number'): boolean {
  switch (form) {
    case 'text':
      return typeof content === 'string';
    case 'number':
      return typeof content === 'number';
    case 'list':
      return Array.isArray(content) && content.every((item) => typeof item === 'string');
  }
}

function wrong(parameter: string, message: string): WireError {
  return new WireError('bad_request', message, { parameter });
}
