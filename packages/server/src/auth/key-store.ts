import { timingSafeEqual } from 'node:crypto';
import {
  type ApiKeyRecord,
  generateApiKey,
  generateKeyId,
  hashCredential,
  maxKeyNameLength,
  type Principal,
  stateOfKey,
} from './api-key.ts';
import { withFileLock } from './file-lock.ts';
import { fileVersion, keyFilePath, makeDataDirectory, readKeyFile, writeKeyFile } from './key-file.ts';
import { KeyStoreError } from './key-store-error.ts';

/** What a key is created with. */
export interface CreateKeyOptions {
  /** 1..64 printable characters; no other usable key may have it. */
  readonly name: string;
  /** Whose sessions and records these are; 1..64 printable characters. Default: the name. */
  readonly owner?: string;
  /** Days until the key is refused; integer, 1..1825. Default 365. */
  readonly expiresInDays?: number;
}

/** A key just created. */
export interface CreatedKey {
  /** The key; it is stored nowhere and cannot be shown again. */
  readonly key: string;
  readonly record: ApiKeyRecord;
}

/** How a key store is opened. */
export interface KeyStoreOptions {
  /** Told when keys.json changed and cannot be used any more; the keys known before stay in use. */
  readonly onProblem?: (error: KeyStoreError) => void;
  /** Unix time in ms; default `Date.now`. */
  readonly now?: () => number;
}

/** Days until a key expires when nothing is said. */
export const defaultExpiryDays = 365;
/** The most days until a key expires: five years. */
export const maxExpiryDays = 1825;

const dayMs = 86_400_000;
/** Chosen: how long a dead key is still listed, so that a list answers "what became of it?". */
const keepDeadKeysMs = 90 * dayMs;
/** Chosen: each authentication compares with all keys; 10,000 take about 2 ms. */
const maxKeys = 10_000;

/** The API keys of one data directory. */
export interface KeyStore {
  /**
   * Makes a key and stores its hash.
   *
   * @throws KeyStoreError (as a rejection) `name_invalid`, `name_taken`, `expiry_invalid`, `too_many_keys`, or one of
   *   the file's codes.
   */
  create(options: CreateKeyOptions): Promise<CreatedKey>;
  /** All records, oldest first, as stored now; dead keys stay for 90 days. */
  list(): readonly ApiKeyRecord[];
  /**
   * Revokes a key for good. A running server refuses it from the next connection on.
   *
   * @param idOrName - an id; or the name of a usable key.
   * @returns the record with its `revokedAt`; of a key revoked before, unchanged.
   * @throws KeyStoreError (as a rejection) `key_unknown` or one of the file's codes.
   */
  revoke(idOrName: string): Promise<ApiKeyRecord>;
  /**
   * Says whose credential it is. Missing, unknown, expired and revoked ones get the same answer at the
   * same cost: one hash and one comparison per stored key. Sees what other processes stored.
   */
  authenticate(credential: string | undefined): Principal | undefined;
}

/**
 * Opens the keys of a data directory. Nothing is created before the first key is.
 *
 * @param dataDirectory - absolute path; need not exist.
 * @throws KeyStoreError `file_broken`.
 */
export function openKeyStore(dataDirectory: string, options: KeyStoreOptions = {}): KeyStore {
  return new FileKeyStore(dataDirectory, options);
}

interface HashedKey {
  readonly hash: Buffer;
  readonly record: ApiKeyRecord;
}

class FileKeyStore implements KeyStore {
  readonly #directory: string;
  readonly #path: string;
  readonly #now: () => number;
  readonly #onProblem: (error: KeyStoreError) => void;
  #version: string | undefined;
  #keys: readonly HashedKey[];
  #reported: string | undefined;

  constructor(dataDirectory: string, options: KeyStoreOptions) {
    this.#directory = dataDirectory;
    this.#path = keyFilePath(dataDirectory);
    this.#now = options.now ?? Date.now;
    this.#onProblem = options.onProblem ?? ((): void => undefined);
    this.#version = fileVersion(this.#path);
    this.#keys = withHashes(readKeyFile(this.#path));
  }

  async create(options: CreateKeyOptions): Promise<CreatedKey> {
    const name = checkName(options.name);
    const owner = options.owner === undefined ? undefined : checkName(options.owner);
    const days = checkDays(options.expiresInDays ?? defaultExpiryDays);
    const key = generateApiKey();
    const record = await this.#change((records) => {
      const nowMs = this.#now();
      if (records.some((known) => known.name === name && stateOfKey(known, nowMs) === 'usable')) {
        throw new KeyStoreError('name_taken', `A key named "${name}" exists; revoke it first or choose another name.`);
      }
      if (records.length >= maxKeys) {
        throw new KeyStoreError(
          'too_many_keys',
          `${this.#path} holds ${records.length} keys; no more than ${maxKeys} fit.`,
        );
      }
      const made: ApiKeyRecord = {
        id: generateKeyId(),
        name,
        ...(owner === undefined ? {} : { owner }),
        hash: hashCredential(key).toString('hex'),
        createdAt: new Date(nowMs).toISOString(),
        expiresAt: new Date(nowMs + days * dayMs).toISOString(),
      };
      return { records: [...records, made], result: made };
    });
    return { key, record };
  }

  list(): readonly ApiKeyRecord[] {
    this.#refresh();
    return this.#keys.map((key) => key.record);
  }

  revoke(idOrName: string): Promise<ApiKeyRecord> {
    return this.#change((records) => {
      const nowMs = this.#now();
      const found =
        records.find((record) => record.name === idOrName && stateOfKey(record, nowMs) === 'usable') ??
        records.find((record) => record.id === idOrName) ??
        records.findLast((record) => record.name === idOrName);
      if (found === undefined) {
        throw new KeyStoreError('key_unknown', `No key has the id or name "${idOrName.slice(0, maxKeyNameLength)}".`);
      }
      const revoked = { ...found, revokedAt: found.revokedAt ?? new Date(nowMs).toISOString() };
      return { records: records.map((record) => (record === found ? revoked : record)), result: revoked };
    });
  }

  authenticate(credential: string | undefined): Principal | undefined {
    this.#refresh();
    const hash = hashCredential(credential ?? '');
    let found: ApiKeyRecord | undefined;
    // No early end: where a key stands in the list must not show in the time an answer takes.
    for (const key of this.#keys) {
      if (timingSafeEqual(key.hash, hash)) found = key.record;
    }
    if (found === undefined || stateOfKey(found, this.#now()) !== 'usable') return undefined;
    return { keyId: found.id, name: found.name, owner: found.owner ?? found.name };
  }

  async #change<T>(
    apply: (records: readonly ApiKeyRecord[]) => { readonly records: readonly ApiKeyRecord[]; readonly result: T },
  ): Promise<T> {
    await makeDataDirectory(this.#directory);
    return withFileLock(this.#path, async () => {
      const keepAfterMs = this.#now() - keepDeadKeysMs;
      const stored = readKeyFile(this.#path).filter((record) => diesAtMs(record) > keepAfterMs);
      const { records, result } = apply(stored);
      await writeKeyFile(this.#path, records);
      this.#version = fileVersion(this.#path);
      this.#keys = withHashes(records);
      return result;
    });
  }

  /** One `stat` per call, a few microseconds; the file is read again only when it changed. */
  #refresh(): void {
    try {
      const version = fileVersion(this.#path);
      if (version === this.#version) return;
      this.#version = version;
      this.#keys = withHashes(readKeyFile(this.#path));
      this.#reported = undefined;
    } catch (error) {
      if (!(error instanceof KeyStoreError)) throw error;
      // Told once, not at every connection.
      if (error.message === this.#reported) return;
      this.#reported = error.message;
      this.#onProblem(error);
    }
  }
}

function withHashes(records: readonly ApiKeyRecord[]): readonly HashedKey[] {
  return records.map((record) => ({ record, hash: Buffer.from(record.hash, 'hex') }));
}

function diesAtMs(record: ApiKeyRecord): number {
  return Date.parse(record.revokedAt ?? record.expiresAt);
}

function checkName(name: string): string {
  const isPrintable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u.test(name) && name.trim() !== '';
  if (isPrintable && name.length <= maxKeyNameLength) return name;
  throw new KeyStoreError(
    'name_invalid',
    `The name or owner of a key has ${name.length} characters or some that cannot be printed; it must be 1..${maxKeyNameLength} printable characters.`,
  );
}

function checkDays(days: number): number {
  if (Number.isInteger(days) && days >= 1 && days <= maxExpiryDays) return days;
  throw new KeyStoreError(
    'expiry_invalid',
    `A key cannot expire in ${days} days; it must be a whole number from 1 to ${maxExpiryDays}.`,
  );
}
