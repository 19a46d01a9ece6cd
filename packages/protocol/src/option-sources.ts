import { checkKeyTerms } from './key-terms.ts';
import type { IntegerRange, OptionSource } from './session-options.ts';
import { WireError } from './wire-error.ts';

/** How much of a wrong value is shown, in characters. */
const shownCharacters = 40;

/**
 * Options as text, as in a query or in headers.
 *
 * @param read - the value of a parameter; undefined when it is absent or empty.
 * @param readTerms - all terms of a parameter; none when it is absent.
 */
export function textOptions(
  read: (name: string) => string | undefined,
  readTerms: (name: string) => readonly string[],
): OptionSource {
  return {
    boolean: (name) => {
      const value = read(name);
      return value === undefined ? undefined : readChoice(name, value, ['true', 'false']) === 'true';
    },
    integer: (name, range) => {
      const value = read(name);
      if (value === undefined) return undefined;
      return checkInteger({ name, range, seen: shown(value) }, /^\d{1,15}$/.test(value) ? Number(value) : NaN);
    },
    choice: (name, allowed) => {
      const value = read(name);
      return value === undefined ? undefined : readChoice(name, value, allowed);
    },
    keyTerms: (name) => {
      const terms = readTerms(name);
      return terms.length === 0 ? undefined : checkKeyTerms(terms);
    },
  };
}

/**
 * Options as the fields of a JSON object.
 *
 * @param fields - a number is a number there, not text; only undefined is absent.
 * @param place - what the object is called in an error.
 */
export function jsonOptions(fields: Readonly<Record<string, unknown>>, place: string): OptionSource {
  return {
    boolean: (name) => {
      const value = fields[name];
      if (value === undefined || typeof value === 'boolean') return value;
      throw new WireError('bad_request', `"${name}" in ${place} must be true or false.`, { parameter: name });
    },
    integer: (name, range) => {
      const value = fields[name];
      if (value === undefined) return undefined;
      return checkInteger({ name, range, seen: describe(value) }, typeof value === 'number' ? value : NaN);
    },
    choice: (name, allowed) => {
      const value = fields[name];
      if (value === undefined) return undefined;
      if (typeof value === 'string') return readChoice(name, value, allowed);
      throw notAllowed({ name, seen: describe(value), allowed });
    },
    keyTerms: (name) => {
      const value: unknown = fields[name];
      if (value === undefined) return undefined;
      if (Array.isArray(value)) return checkKeyTerms(value);
      throw new WireError('bad_request', `"${name}" in ${place} must be a list of texts.`, { parameter: name });
    },
  };
}

/**
 * One of a few words, in any case.
 *
 * @throws WireError `bad_request`, naming the parameter, the value and what is allowed.
 */
export function readChoice<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((choice) => choice === value.toLowerCase());
  if (found !== undefined) return found;
  throw notAllowed({ name, seen: shown(value), allowed });
}

function checkInteger(
  { name, range, seen }: { readonly name: string; readonly range: IntegerRange; readonly seen: string },
  value: number,
): number {
  const { min, max } = range;
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new WireError('bad_request', `${name} is ${seen}; it must be a whole number from ${min} to ${max}.`, {
    parameter: name,
    min,
    max,
  });
}

function notAllowed({
  name,
  seen,
  allowed,
}: {
  readonly name: string;
  readonly seen: string;
  readonly allowed: readonly string[];
}): WireError {
  const choices = allowed.map((choice) => `"${choice}"`).join(', ');
  return new WireError('bad_request', `${name} is ${seen}; this server serves ${choices}.`, {
    parameter: name,
    allowed,
  });
}

function shown(text: string): string {
  return `"${text.slice(0, shownCharacters)}"`;
}

/** A value of JSON in a few characters; one that is nested deeply cannot be written as JSON again. */
function describe(value: unknown): string {
  if (typeof value === 'string') return shown(value);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  return Array.isArray(value) ? 'a list' : 'an object';
}
