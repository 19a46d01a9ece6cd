import { createHash, randomBytes, randomInt } from 'node:crypto';
import type { ServiceType } from '@steno/protocol';
import type { KeyType } from './principal.ts';

/** What is stored of an API key; the key itself is not. */
export interface ApiKeyRecord {
  /** 12 hexadecimal digits. */
  readonly id: string;
  /** 1..64 printable characters. */
  readonly name: string;
  /** Whose sessions and records these are, 1..64 printable characters; absent when it is the name. */
  readonly owner?: string;
  /** Absent for `realtime`. */
  readonly type?: KeyType;
  /** Languages it may use, canonical BCP-47 tags; absent for all. */
  readonly languages?: readonly string[];
  /** How its sessions may be served; absent for any. */
  readonly types?: readonly ServiceType[];
  /** Restricted options it may use; absent for none. */
  readonly flags?: readonly string[];
  /** Live sessions it may have at once; absent for what the operator's settings say. */
  readonly maxSessions?: number;
  /** How long its sessions may be, in ms; absent for what the operator's settings say. */
  readonly maxSessionMs?: number;
  /** SHA-256 of the key, 64 hexadecimal digits. */
  readonly hash: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** ISO 8601, UTC; from then on the key is refused. Absent for never. */
  readonly expiresAt?: string;
  /** ISO 8601, UTC; absent while the key is not revoked. */
  readonly revokedAt?: string;
}

/** What the state of a key is at some moment. */
export type ApiKeyState = 'usable' | 'expired' | 'revoked';

/** The longest name of a key, in UTF-16 code units. */
export const maxKeyNameLength = 64;

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 32 characters of 62 are 190 bits; 160 are enough that nobody guesses one. */
const secretLength = 32;

/** Makes a new key: `steno_` and 32 letters and digits, 190 bits of randomness. */
export function generateApiKey(): string {
  const secret = Array.from({ length: secretLength }, () => alphabet.charAt(randomInt(alphabet.length)));
  return `steno_${secret.join('')}`;
}

/** Makes a new id for a key: 12 hexadecimal digits. */
export function generateKeyId(): string {
  return randomBytes(6).toString('hex');
}

/**
 * Hashes a credential for storage and comparison. A fast hash is right here: a slow one protects
 * passwords that people choose, and these keys have 190 random bits, which no search can cover.
 *
 * @param credential - any text; the empty one stands for "none", so that none costs the same.
 * @returns 32 bytes, new.
 */
export function hashCredential(credential: string): Buffer {
  return createHash('sha256').update(credential, 'utf8').digest();
}

/**
 * Tells whether a key may be used.
 *
 * @param nowMs - Unix time in ms.
 */
export function stateOfKey(record: ApiKeyRecord, nowMs: number): ApiKeyState {
  if (record.revokedAt !== undefined) return 'revoked';
  return record.expiresAt !== undefined && Date.parse(record.expiresAt) <= nowMs ? 'expired' : 'usable';
}
