import { WireError } from '@steno/protocol';

/** The bounds of what can be asked for. PROTOCOL.md has them; a test compares. */
export const shareLimits = { minTtlSeconds: 60, maxTtlSeconds: 86_400, defaultTtlSeconds: 3600 } as const;

/**
 * Reads the body of a request for a view token: a JSON object, or nothing for the default.
 *
 * @returns time until it is refused, in ms.
 * @throws WireError `bad_request`.
 */
export function parseShareRequest(body: string): number {
  const { minTtlSeconds: min, maxTtlSeconds: max, defaultTtlSeconds } = shareLimits;
  const fields = parseFields(body);
  const unknown = Object.keys(fields).find((name) => name !== 'ttl_seconds');
  if (unknown !== undefined) {
    throw wrong('fields', `"${unknown.slice(0, 40)}" is no field of a view token; there is ttl_seconds.`);
  }
  const { ttl_seconds: seconds = defaultTtlSeconds } = fields;
  if (typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= min && seconds <= max) {
    return seconds * 1000;
  }
  throw wrong('ttl_seconds', `ttl_seconds must be a whole number from ${min} to ${max}.`);
}

function parseFields(body: string): { readonly ttl_seconds?: unknown } {
  if (body.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // What is wrong with it is said below, without repeating it.
    value = undefined;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw wrong('body', 'The body must be a JSON object such as {"ttl_seconds":3600}, or empty.');
}

function wrong(parameter: string, message: string): WireError {
  return new WireError('bad_request', message, { parameter });
}
