import { canonicalLanguage, serviceTypes } from '@steno/protocol';
import { type ApiKeyRecord, maxKeyNameLength } from './api-key.ts';
import { defaultExpiryDays, expiryInDays, parseExpiry } from './key-expiry.ts';
import { KeyStoreError } from './key-store-error.ts';
import { type KeyType, keyTypes } from './principal.ts';

/** What a key is created with. */
export interface CreateKeyOptions {
  /** 1..64 printable characters; no other usable key may have it. */
  readonly name: string;
  /** Whose sessions and records these are; 1..64 printable characters. Default: the name. */
  readonly owner?: string;
  /** Default `realtime`. */
  readonly type?: string;
  /** Days until the key is refused; integer, 1..1825. Default 365. Not together with `expires`. */
  readonly expiresInDays?: number;
  /** `1y`, `2y`, `5y`, a date, or `never`. */
  readonly expires?: string;
  /** BCP-47 tags in any case, 1..64 of them. Default: all languages. */
  readonly languages?: readonly string[];
  /** `fast`, `quality` or both. Default: both. */
  readonly types?: readonly string[];
  /** Restricted options the key may use, 1..16 names of 1..32 lower-case letters, digits and `_`. Default: none. */
  readonly flags?: readonly string[];
  /** Live sessions at once; integer, 1..1,000,000. Default: the operator's setting. */
  readonly maxSessions?: number;
  /** Longest session in ms; integer, 1000..31,536,000,000. Default: the operator's setting. */
  readonly maxSessionMs?: number;
}

/** What of a record is the wish of whoever made the key. */
export type KeyTerms = Omit<ApiKeyRecord, 'id' | 'hash' | 'createdAt' | 'revokedAt'>;

const maxLanguages = 64;
const maxFlags = 16;
const maxCount = 1_000_000;
const longestSessionMs = 31_536_000_000;

/**
 * Checks what a key is to be created with.
 *
 * @param nowMs - Unix time in ms.
 * @throws KeyStoreError `name_invalid`, `expiry_invalid` or `grant_invalid`.
 */
export function checkKeyOptions(options: CreateKeyOptions, nowMs: number): KeyTerms {
  const { owner, languages, types, flags, maxSessions, maxSessionMs } = options;
  const type = checkType(options.type);
  const expiresAt = expiryOf(options, nowMs);
  return {
    name: checkName(options.name),
    ...(owner === undefined ? {} : { owner: checkName(owner) }),
    ...(type === 'realtime' ? {} : { type }),
    ...(languages === undefined ? {} : { languages: checkList('languages', languages, checkLanguage) }),
    ...(types === undefined ? {} : { types: checkList('types', types, checkServiceType) }),
    ...(flags === undefined ? {} : { flags: checkList('flags', flags, checkFlag) }),
    ...(maxSessions === undefined ? {} : { maxSessions: checkNumber('sessions', maxSessions, [1, maxCount]) }),
    ...(maxSessionMs === undefined
      ? {}
      : { maxSessionMs: checkNumber('milliseconds of a session', maxSessionMs, [1000, longestSessionMs]) }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

function expiryOf({ expires, expiresInDays }: CreateKeyOptions, nowMs: number): string | undefined {
  return expires === undefined ? expiryInDays(expiresInDays ?? defaultExpiryDays, nowMs) : parseExpiry(expires, nowMs);
}

function checkName(name: string): string {
  const isPrintable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u.test(name) && name.trim() !== '';
  if (isPrintable && name.length <= maxKeyNameLength) return name;
  throw new KeyStoreError(
    'name_invalid',
    `The name or owner of a key has ${name.length} characters or some that cannot be printed; it must be 1..${maxKeyNameLength} printable characters.`,
  );
}

function checkType(type: string | undefined): KeyType {
  if (type === undefined) return 'realtime';
  const found = keyTypes.find((known) => known === type.toLowerCase());
  if (found !== undefined) return found;
  throw invalid(`The type of a key is "${type.slice(0, 40)}"; it must be one of ${keyTypes.join(', ')}.`);
}

function checkList<T extends string>(
  what: string,
  items: readonly string[],
  check: (item: string) => T | undefined,
): readonly T[] {
  const most = what === 'languages' ? maxLanguages : maxFlags;
  if (items.length === 0 || items.length > most) {
    throw invalid(`A key cannot be restricted to ${items.length} ${what}; name 1 to ${most}, or none for all.`);
  }
  const checked = items.map((item) => {
    const found = check(item.trim());
    if (found !== undefined) return found;
    throw invalid(`"${item.slice(0, 40)}" is not one of the ${what} a key can have.`);
  });
  return [...new Set(checked)];
}

function checkLanguage(text: string): string | undefined {
  return canonicalLanguage(text);
}

function checkServiceType(text: string): (typeof serviceTypes)[number] | undefined {
  return serviceTypes.find((type) => type === text.toLowerCase());
}

function checkFlag(text: string): string | undefined {
  return /^[a-z0-9_]{1,32}$/.test(text) ? text : undefined;
}

function checkNumber(what: string, value: number, [min, max]: readonly [number, number]): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw invalid(`The ${what} of a key are ${value}; it must be a whole number from ${min} to ${max}.`);
}

function invalid(message: string): KeyStoreError {
  return new KeyStoreError('grant_invalid', message);
}
