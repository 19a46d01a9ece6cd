import { readFileSync, statSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ApiKeyRecord } from './api-key.ts';
import { KeyStoreError } from './key-store-error.ts';

/** Where the keys of a data directory are stored. */
export function keyFilePath(dataDirectory: string): string {
  return join(dataDirectory, 'keys.json');
}

/**
 * Says which version of a file is there, so that a change by another process is seen. Each write
 * renames a new file into place, so the inode alone nearly tells; size and time close the gap.
 *
 * @returns undefined when there is no file.
 * @throws KeyStoreError `file_broken`.
 */
export function fileVersion(path: string): string | undefined {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    return found === undefined ? undefined : [found.ino, found.size, found.mtimeNs].join(' ');
  } catch (cause) {
    throw new KeyStoreError('file_broken', `${path} cannot be read: ${describe(cause)}.`, cause);
  }
}

/**
 * Reads all records.
 *
 * @returns none when there is no file.
 * @throws KeyStoreError `file_broken`.
 */
export function readKeyFile(path: string): readonly ApiKeyRecord[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if (isMissing(cause)) return [];
    throw new KeyStoreError('file_broken', `${path} cannot be read: ${describe(cause)}.`, cause);
  }
  return parseRecords(path, text);
}

/**
 * Replaces all records at once: a reader sees the old file or the new one, never half of one.
 *
 * @throws KeyStoreError `file_unwritable`.
 */
export async function writeKeyFile(path: string, records: readonly ApiKeyRecord[]): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify({ version: 1, keys: records }, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new KeyStoreError('file_unwritable', `${path} cannot be written: ${describe(cause)}.`, cause);
  }
}

/**
 * Makes the directory, for its owner only, when it is missing.
 *
 * @throws KeyStoreError `file_unwritable`.
 */
export async function makeDataDirectory(dataDirectory: string): Promise<void> {
  try {
    await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new KeyStoreError('file_unwritable', `${dataDirectory} cannot be created: ${describe(cause)}.`, cause);
  }
}

function parseRecords(path: string, text: string): readonly ApiKeyRecord[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new KeyStoreError(
      'file_broken',
      `${path} is not JSON; restore it, or move it away and create new keys.`,
      cause,
    );
  }
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

function parseRecord(entry: unknown): ApiKeyRecord | undefined {
  if (!isObject(entry)) return undefined;
  const { id, name, owner, hash, createdAt, expiresAt, revokedAt } = entry;
  if (typeof id !== 'string' || typeof name !== 'string') return undefined;
  if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash)) return undefined;
  if (!isTime(createdAt) || !isTime(expiresAt)) return undefined;
  if (owner !== undefined && typeof owner !== 'string') return undefined;
  if (revokedAt !== undefined && !isTime(revokedAt)) return undefined;
  const optional = { ...(owner === undefined ? {} : { owner }), ...(revokedAt === undefined ? {} : { revokedAt }) };
  return { id, name, hash, createdAt, expiresAt, ...optional };
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}

function describe(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
}
