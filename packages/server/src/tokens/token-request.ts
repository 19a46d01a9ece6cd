import {
  canonicalLanguage,
  jsonOptions,
  optionNames,
  readSessionOptions,
  type SessionOptionChanges,
  WireError,
} from '@steno/protocol';
import type { TokenWishes } from '../auth/session-token.ts';

/** The bounds of what can be asked for. PROTOCOL.md has them; a test compares. */
export const tokenLimits = {
  minTtlSeconds: 30,
  maxTtlSeconds: 3600,
  defaultTtlSeconds: 60,
  maxSessions: 1000,
  minSessionSeconds: 1,
  maxSessionSeconds: 86_400,
} as const;

const fieldNames: readonly string[] = ['ttl_seconds', 'sessions', 'language', 'options', 'max_session_seconds'];

/**
 * Reads the body of a request for a session token: a JSON object, or nothing for a token with the defaults. A name that
 * is not known is refused, as what it was meant to restrict would not be.
 *
 * @throws WireError `bad_request`.
 */
export function parseTokenRequest(body: string): TokenWishes {
  const fields = parseFields(body);
  const unknown = Object.keys(fields).find((name) => !fieldNames.includes(name));
  if (unknown !== undefined) {
    throw wrong('fields', `"${unknown.slice(0, 40)}" is no field of a token; those are ${fieldNames.join(', ')}.`);
  }
  const { minTtlSeconds, maxTtlSeconds, defaultTtlSeconds, maxSessions, minSessionSeconds, maxSessionSeconds } =
    tokenLimits;
  const ttlSeconds = readNumber(fields, 'ttl_seconds', [minTtlSeconds, maxTtlSeconds]) ?? defaultTtlSeconds;
  const sessionSeconds = readNumber(fields, 'max_session_seconds', [minSessionSeconds, maxSessionSeconds]);
  const language = readLanguage(fields['language']);
  return {
    ttlMs: ttlSeconds * 1000,
    connections: fields['sessions'] === null ? undefined : (readNumber(fields, 'sessions', [1, maxSessions]) ?? 1),
    maxSessionMs: sessionSeconds === undefined ? undefined : sessionSeconds * 1000,
    fixed: { ...(language === undefined ? {} : { language }), options: readOptions(fields['options']) },
  };
}

function parseFields(body: string): Readonly<Record<string, unknown>> {
  if (body.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // What is wrong with it is said below, without repeating it.
    value = undefined;
  }
  if (isObject(value)) return value;
  throw wrong('body', 'The body must be a JSON object such as {"language":"en-US","ttl_seconds":60}, or empty.');
}

function readNumber(
  fields: Readonly<Record<string, unknown>>,
  name: string,
  [min, max]: readonly [number, number],
): number | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  const orNull = name === 'sessions' ? ', or null for any number' : '';
  throw wrong(name, `${name} must be a whole number from ${min} to ${max}${orNull}.`);
}

function readLanguage(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const tag = typeof value === 'string' ? canonicalLanguage(value) : undefined;
  if (tag !== undefined) return tag;
  throw wrong('language', 'language must be a BCP-47 tag such as en-US.');
}

function readOptions(value: unknown): SessionOptionChanges {
  if (value === undefined) return {};
  if (!isObject(value)) throw wrong('options', 'options must be a JSON object such as {"type":"fast"}.');
  const unknown = Object.keys(value).find((name) => !optionNames.some((known) => known === name));
  if (unknown === undefined) return readSessionOptions(jsonOptions(value, 'options'));
  throw wrong('options', `"${unknown.slice(0, 40)}" is no option; those are ${optionNames.join(', ')}.`);
}

function wrong(parameter: string, message: string): WireError {
  return new WireError('bad_request', message, { parameter });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
