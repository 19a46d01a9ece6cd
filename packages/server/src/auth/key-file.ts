import { join } from 'node:path';
import { type ServiceType, serviceTypes } from '@steno/protocol';
import type { ApiKeyRecord } from './api-key.ts';
import { KeyStoreError } from './key-store-error.ts';
import { keyTypes } from './principal.ts';
import { SecretFile } from './secret-file.ts';

/**
 * Opens the file with the records of API keys of a data directory.
 *
 * @param dataDirectory - absolute path; need not exist.
 * @throws KeyStoreError `file_broken`.
 */
export function openKeyFile(
  dataDirectory: string,
  onProblem: (error: KeyStoreError) => void,
): SecretFile<readonly ApiKeyRecord[]> {
  const path = join(dataDirectory, 'keys.json');
  return new SecretFile<readonly ApiKeyRecord[]>({
    path,
    empty: [],
    onProblem,
    toJson: (keys) => ({ version: 1, keys }),
    parse: (value) => parseRecords(path, value),
  });
}

function parseRecords(path: string, value: unknown): readonly ApiKeyRecord[] {
  const keys = isObject(value) ? value['keys'] : undefined;
  if (!isObject(value) || value['version'] !== 1 || !Array.isArray(keys)) {
    throw new KeyStoreError('file_broken', `${path} is not a list of keys of version 1.`);
  }
  return keys.map((entry: unknown, index) => {
    const record = parseRecord(entry);
    if (record !== undefined) return record;
    throw new KeyStoreError('file_broken', `${path}: entry ${index} of keys is not a key record.`);
  });
}

/** A field that is there and wrong makes the record none: a restriction must not get lost over a typing error. */
function parseRecord(entry: unknown): ApiKeyRecord | undefined {
  if (!isObject(entry)) return undefined;
  const { id, name, hash, createdAt } = entry;
  if (typeof id !== 'string' || typeof name !== 'string' || !isTime(createdAt)) return undefined;
  if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash)) return undefined;
  const optional = Object.entries(optionalFields).map(([field, isRight]) => {
    const value = entry[field];
    return { field, value, isWrong: value !== undefined && !isRight(value) };
  });
  if (optional.some(({ isWrong }) => isWrong)) return undefined;
  const given = optional.filter(({ value }) => value !== undefined).map(({ field, value }) => [field, value] as const);
  // Each of them was checked above.
  return { id, name, hash, createdAt, ...(Object.fromEntries(given) as Partial<ApiKeyRecord>) };
}

type OptionalField = Exclude<keyof ApiKeyRecord, 'id' | 'name' | 'hash' | 'createdAt'>;

const optionalFields: Readonly<Record<OptionalField, (value: unknown) => boolean>> = {
  owner: (value) => typeof value === 'string',
  type: (value) => keyTypes.some((type) => type === value),
  languages: isListOfText,
  types: (value) => isListOfText(value) && value.every(isServiceType),
  flags: isListOfText,
  maxSessions: isCount,
  maxSessionMs: isCount,
  expiresAt: isTime,
  revokedAt: isTime,
};

function isListOfText(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');
}

function isServiceType(text: string): text is ServiceType {
  return serviceTypes.some((type) => type === text);
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
