import type { Grant } from './grant.ts';

/** What a key is for: real-time sessions and their records, or the administration of keys. */
export const keyTypes = ['realtime', 'admin'] as const;

/** One of {@link keyTypes}. */
export type KeyType = (typeof keyTypes)[number];

/** What kind of credential somebody came with. */
export type CredentialKind = 'api_key' | 'session_token' | 'issuer_token';

/** Who was authenticated. */
export interface Principal {
  /**
   * The id of the API key, stable over its life; of a session token, the key it was made with; of an issuer's token,
   * `issuer`. Safe in logs.
   */
  readonly keyId: string;
  /** The name the operator gave the key. */
  readonly name: string;
  /** Whose sessions and records these are; keys of one owner share them. */
  readonly owner: string;
  readonly type: KeyType;
  readonly kind: CredentialKind;
  readonly grant: Grant;
  /** Defined exactly for session tokens. */
  readonly token?: TokenUse;
}

/** What has to be remembered of a session token once it is used. */
export interface TokenUse {
  readonly id: string;
  /** Connections it is good for; undefined for any number. */
  readonly connections: number | undefined;
  /** Unix time in ms; from then on it is refused without being remembered. */
  readonly expiresAtMs: number;
}

/** What limits of a key go by. All that come with tokens of one issuer have the same key: there each owner has the limit. */
export function limitedName({ keyId, owner, kind }: Principal): string {
  return kind === 'issuer_token' ? `${keyId} ${owner}` : keyId;
}
