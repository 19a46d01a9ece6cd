import { timingSafeEqual } from 'node:crypto';
import {
  type ApiKeyRecord,
  generateApiKey,
  generateKeyId,
  hashCredential,
  maxKeyNameLength,
  stateOfKey,
} from './api-key.ts';
import { openKeyFile } from './key-file.ts';
import { checkKeyOptions, type CreateKeyOptions, type KeyTerms } from './key-options.ts';
import { KeyStoreError } from './key-store-error.ts';
import type { Principal } from './principal.ts';
import type { Change, SecretFile } from './secret-file.ts';

/** A key just created. */
export interface CreatedKey {
  /** The key; it is stored nowhere and cannot be shown again. */
  readonly key: string;
  readonly record: ApiKeyRecord;
}

/** How a key is replaced by a new one. */
export interface RotateKeyOptions {
  /** How long the old key is still good, in ms; integer, 0..2,592,000,000 (30 days). Default 0. */
  readonly graceMs?: number;
  /** When the new key expires, as in {@link CreateKeyOptions}. Default: it lives as long as the old one was meant to. */
  readonly expires?: string;
}

/** How a key store is opened. */
export interface KeyStoreOptions {
  /** Told when keys.json changed and cannot be used any more; the keys known before stay in use. */
  readonly onProblem?: (error: KeyStoreError) => void;
  /** Unix time in ms; default `Date.now`. */
  readonly now?: () => number;
}

const dayMs = 86_400_000;
/** Chosen: how long a dead key is still listed, so that a list answers "what became of it?". */
const keepDeadKeysMs = 90 * dayMs;
/** Chosen: each authentication compares with all keys; 10,000 take about 2 ms. */
const maxKeys = 10_000;
/** The longest a key can be good beside its successor, in ms. Chosen: one that is to be so for longer is not being rotated. */
export const maxGraceMs: number = 30 * dayMs;

/** The API keys of one data directory. */
export interface KeyStore {
  /**
   * Makes a key and stores its hash.
   *
   * @throws KeyStoreError (as a rejection) `name_invalid`, `name_taken`, `expiry_invalid`, `grant_invalid`,
   *   `too_many_keys`, or one of the file's codes.
   */
  create(options: CreateKeyOptions): Promise<CreatedKey>;
  /** All records, oldest first, as stored now; dead keys stay for 90 days. */
  list(): readonly ApiKeyRecord[];
  /**
   * Revokes a key for good. A running server refuses it from the next connection on, and ends its live sessions.
   *
   * @param idOrName - an id; or a name, for all usable keys that have it.
   * @returns the record with its `revokedAt`; of a key revoked before, unchanged.
   * @throws KeyStoreError (as a rejection) `key_unknown` or one of the file's codes.
   */
  revoke(idOrName: string): Promise<ApiKeyRecord>;
  /**
   * Makes a key with the name, owner and rights of a usable one, which is refused from now on or after a grace.
   *
   * @param idOrName - an id or a name of a usable key.
   * @throws KeyStoreError (as a rejection) `key_unknown`, `expiry_invalid`, or one of the file's codes.
   */
  rotate(idOrName: string, options?: RotateKeyOptions): Promise<CreatedKey>;
  /**
   * Says whose credential it is. Missing, unknown, expired and revoked ones get the same answer at the
   * same cost: one hash and one comparison per stored key. Sees what other processes stored.
   */
  authenticate(credential: string | undefined): Principal | undefined;
  /** Whose key it is that has this id; undefined when it is not usable now. Sees what other processes stored. */
  find(keyId: string): Principal | undefined;
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

/** Stands for the key of a credential that is none; it is refused like one that has expired. */
const nobody: ApiKeyRecord = { id: '', name: '', hash: '', createdAt: isoOf(0), expiresAt: isoOf(0) };

type Records = readonly ApiKeyRecord[];

class FileKeyStore implements KeyStore {
  readonly #file: SecretFile<Records>;
  readonly #now: () => number;
  #records: Records = [];
  #keys: readonly HashedKey[] = [];
  #byId: ReadonlyMap<string, ApiKeyRecord> = new Map();

  constructor(dataDirectory: string, { onProblem = () => undefined, now = Date.now }: KeyStoreOptions) {
    this.#file = openKeyFile(dataDirectory, onProblem);
    this.#now = now;
  }

  async create(options: CreateKeyOptions): Promise<CreatedKey> {
    const nowMs = this.#now();
    const terms = checkKeyOptions(options, nowMs);
    return this.#change((records) => {
      if (records.some((known) => known.name === terms.name && stateOfKey(known, nowMs) === 'usable')) {
        throw new KeyStoreError(
          'name_taken',
          `A key named "${terms.name}" exists; revoke it first or choose another name.`,
        );
      }
      const made = makeKey(terms, nowMs);
      return { value: [...records, made.record], result: made };
    });
  }

  list(): readonly ApiKeyRecord[] {
    return this.#file.value;
  }

  revoke(idOrName: string): Promise<ApiKeyRecord> {
    return this.#change((records, nowMs) => {
      const found = findKeys(records, idOrName, nowMs);
      const last = found.at(-1);
      if (last === undefined) throw unknownKey(idOrName);
      const revokedAt = new Date(nowMs).toISOString();
      const revoke = (record: ApiKeyRecord): ApiKeyRecord => ({ ...record, revokedAt: record.revokedAt ?? revokedAt });
      return {
        value: records.map((record) => (found.includes(record) ? revoke(record) : record)),
        result: revoke(last),
      };
    });
  }

  rotate(idOrName: string, { graceMs = 0, expires }: RotateKeyOptions = {}): Promise<CreatedKey> {
    if (!Number.isInteger(graceMs) || graceMs < 0 || graceMs > maxGraceMs) {
      const message = `The old key cannot be good for another ${graceMs} ms; it must be 0 to ${maxGraceMs}.`;
      return Promise.reject(new KeyStoreError('expiry_invalid', message));
    }
    return this.#change((records, nowMs) => {
      const old = findKeys(records, idOrName, nowMs).at(-1);
      if (old === undefined || stateOfKey(old, nowMs) !== 'usable') throw unknownKey(idOrName);
      const made = makeKey(successorOf(old, { expires, nowMs }), nowMs);
      const ends = Math.min(diesAtMs(old), nowMs + graceMs);
      const retired = graceMs === 0 ? { revokedAt: new Date(nowMs).toISOString() } : { expiresAt: isoOf(ends) };
      const value = [...records.map((record) => (record === old ? { ...old, ...retired } : record)), made.record];
      return { value, result: made };
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
    // The state of some key is looked at in any case: whether there is one must not show, either.
    const usable = this.#usable(found ?? nobody);
    return found === undefined ? undefined : usable;
  }

  find(keyId: string): Principal | undefined {
    this.#refresh();
    return this.#usable(this.#byId.get(keyId));
  }

  #usable(record: ApiKeyRecord | undefined): Principal | undefined {
    return record !== undefined && stateOfKey(record, this.#now()) === 'usable' ? principalOf(record) : undefined;
  }

  #change<T>(apply: (records: Records, nowMs: number) => Change<Records, T>): Promise<T> {
    return this.#file.change((stored) => {
      const nowMs = this.#now();
      const changed = apply(
        stored.filter((record) => diesAtMs(record) > nowMs - keepDeadKeysMs),
        nowMs,
      );
      if (changed.value.length > maxKeys) {
        throw new KeyStoreError('too_many_keys', `There are ${stored.length} keys; no more than ${maxKeys} fit.`);
      }
      return changed;
    });
  }

  #refresh(): void {
    const records = this.#file.value;
    if (records === this.#records) return;
    this.#records = records;
    this.#keys = records.map((record) => ({ record, hash: Buffer.from(record.hash, 'hex') }));
    this.#byId = new Map(records.map((record) => [record.id, record]));
  }
}

function makeKey(terms: KeyTerms, nowMs: number): CreatedKey {
  const key = generateApiKey();
  const hash = hashCredential(key).toString('hex');
  return { key, record: { id: generateKeyId(), ...terms, hash, createdAt: new Date(nowMs).toISOString() } };
}

/** A key by its id; else all usable ones of the name; else the last one of the name. */
function findKeys(records: Records, idOrName: string, nowMs: number): Records {
  const byId = records.filter((record) => record.id === idOrName);
  if (byId.length > 0) return byId;
  const named = records.filter((record) => record.name === idOrName);
  const usable = named.filter((record) => stateOfKey(record, nowMs) === 'usable');
  return usable.length > 0 ? usable : named.slice(-1);
}

function successorOf(
  old: ApiKeyRecord,
  { expires, nowMs }: { readonly expires: string | undefined; readonly nowMs: number },
): KeyTerms {
  const { id: _id, hash: _hash, createdAt, expiresAt, revokedAt: _revokedAt, ...rights } = old;
  if (expires !== undefined) return { ...rights, ...keepExpiry(checkKeyOptions({ name: old.name, expires }, nowMs)) };
  const livesMs = expiresAt === undefined ? undefined : Date.parse(expiresAt) - Date.parse(createdAt);
  return { ...rights, ...(livesMs === undefined ? {} : { expiresAt: isoOf(nowMs + livesMs) }) };
}

function keepExpiry({ expiresAt }: KeyTerms): Pick<KeyTerms, 'expiresAt'> {
  return expiresAt === undefined ? {} : { expiresAt };
}

function principalOf(record: ApiKeyRecord): Principal {
  const { id, name, owner = name, type = 'realtime', languages, types, flags, maxSessions, maxSessionMs } = record;
  return {
    keyId: id,
    name,
    owner,
    type,
    kind: 'api_key',
    grant: {
      ...(languages === undefined ? {} : { languages }),
      ...(types === undefined ? {} : { types }),
      ...(flags === undefined ? {} : { flags }),
      ...(maxSessions === undefined ? {} : { maxSessions }),
      ...(maxSessionMs === undefined ? {} : { maxSessionMs }),
    },
  };
}

function unknownKey(idOrName: string): KeyStoreError {
  return new KeyStoreError('key_unknown', `No key has the id or name "${idOrName.slice(0, maxKeyNameLength)}".`);
}

function diesAtMs({ revokedAt, expiresAt }: ApiKeyRecord): number {
  const end = revokedAt ?? expiresAt;
  return end === undefined ? Infinity : Date.parse(end);
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
