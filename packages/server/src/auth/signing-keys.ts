import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyId } from './api-key.ts';
import { KeyStoreError } from './key-store-error.ts';
import { SecretFile } from './secret-file.ts';

/** A key that tokens are signed with. */
export interface SigningKey {
  /** 12 hexadecimal digits; in the head of each token. */
  readonly id: string;
  /** 32 random bytes, base64url. */
  readonly secret: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** ISO 8601, UTC: signs no more since then, and is forgotten once its tokens are over; absent for the one that signs. */
  readonly retiredAt?: string;
}

/** The keys that tokens are signed with, in a file of the data directory. */
export interface SigningKeys {
  /**
   * The key that signs now; the first one is made when it is asked for.
   *
   * @throws KeyStoreError (as a rejection): one of the file's codes.
   */
  current(): Promise<SigningKey>;
  /** The key of that id, also a retired one whose tokens may not be over. Sees what other processes stored. */
  find(id: string): SigningKey | undefined;
  /**
   * Makes a new key that signs from now on. Tokens of the one before stay good until they expire.
   *
   * @throws KeyStoreError (as a rejection): one of the file's codes.
   */
  rotate(): Promise<SigningKey>;
}

/** The longest a token can live that is signed with one, in ms: a view token, a day. */
export const maxTokenTtlMs = 86_400_000;
/** Chosen: a server signs with the key before for as long as it takes to see the new file, which is far less. */
const graceMs = 60_000;

/**
 * Opens the signing keys of a data directory. Nothing is created before the first one is needed.
 *
 * @param dataDirectory - absolute path; need not exist.
 * @throws KeyStoreError `file_broken` or `file_exposed`.
 */
export function openSigningKeys(
  dataDirectory: string,
  options: { readonly onProblem?: (error: KeyStoreError) => void; readonly now?: () => number } = {},
): SigningKeys {
  const { onProblem = () => undefined, now = Date.now } = options;
  const path = join(dataDirectory, 'token-keys.json');
  const file = new SecretFile<readonly SigningKey[]>({
    path,
    empty: [],
    onProblem,
    toJson: (keys) => ({ version: 1, keys }),
    parse: (value) => {
      refuseIfExposed(path);
      return parseKeys(path, value);
    },
  });
  const isSigning = ({ retiredAt }: SigningKey): boolean => retiredAt === undefined;
  const forgetAtMs = ({ retiredAt }: SigningKey): number =>
    retiredAt === undefined ? Infinity : Date.parse(retiredAt) + maxTokenTtlMs + graceMs;
  const change = (keepSigning: boolean): Promise<SigningKey> =>
    file.change((stored) => {
      const kept = stored.filter((key) => forgetAtMs(key) > now());
      const signing = kept.findLast(isSigning);
      // Another process may have made the first one meanwhile.
      if (keepSigning && signing !== undefined) return { value: kept, result: signing };
      const at = new Date(now()).toISOString();
      const made = { id: generateKeyId(), secret: randomBytes(32).toString('base64url'), createdAt: at };
      return { value: [...kept.map((key) => ({ ...key, retiredAt: key.retiredAt ?? at })), made], result: made };
    });
  return {
    current: async () => file.value.findLast(isSigning) ?? (await change(true)),
    find: (id) => file.value.find((key) => key.id === id && forgetAtMs(key) > now()),
    rotate: () => change(false),
  };
}

/** Whoever can read a signing key can make tokens for every owner. */
function refuseIfExposed(path: string): void {
  if (process.platform === 'win32' || (statSync(path).mode & 0o077) === 0) return;
  throw new KeyStoreError(
    'file_exposed',
    `Others than its owner may read ${path}, so its keys cannot be trusted: delete it; a new one is made when it is needed.`,
  );
}

function parseKeys(path: string, value: unknown): readonly SigningKey[] {
  const keys: unknown = isObject(value) && value['version'] === 1 ? value['keys'] : undefined;
  if (Array.isArray(keys) && keys.every(isSigningKey)) return keys;
  throw new KeyStoreError('file_broken', `${path} is not a list of signing keys of version 1.`);
}

function isSigningKey(entry: unknown): entry is SigningKey {
  if (!isObject(entry)) return false;
  const { id, secret, createdAt, retiredAt } = entry;
  const isSecret = typeof secret === 'string' && /^[A-Za-z0-9_-]{43}$/.test(secret);
  return typeof id === 'string' && isSecret && isTime(createdAt) && (retiredAt === undefined || isTime(retiredAt));
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
