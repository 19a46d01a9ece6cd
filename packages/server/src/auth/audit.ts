import type { Log } from '../log.ts';
import type { Principal } from './principal.ts';

/** What a credential is used for. */
export type CredentialPurpose =
  'realtime' | 'records' | 'captions' | 'tokens' | 'usage' | 'languages' | 'capacity' | 'operation' | 'administration';

/** Who came with a good credential, as the audit log has it. */
export interface Bearer extends Pick<Principal, 'keyId' | 'owner'> {
  readonly kind: Principal['kind'] | 'view_token';
  readonly token?: { readonly id: string };
}

/** A use of a credential. */
export interface CredentialUse {
  readonly purpose: CredentialPurpose;
  /** The address of the client, or of a proxy that is not trusted; undefined when the connection is gone. */
  readonly address: string | undefined;
}

/**
 * Writes the line of the audit log for a use of a credential: who, for what, from where, and whether it was good. Never
 * the credential. Lines of this kind have `audit: true`.
 *
 * @param principal - undefined for a credential that is none.
 */
export function audit(
  log: Pick<Log, 'info'>,
  { purpose, address }: CredentialUse,
  principal: Bearer | undefined,
): void {
  const who =
    principal === undefined
      ? {}
      : {
          keyId: principal.keyId,
          owner: principal.owner,
          kind: principal.kind,
          ...(principal.token === undefined ? {} : { tokenId: principal.token.id }),
        };
  log.info({ audit: true, purpose, address, isGood: principal !== undefined, ...who }, 'credential used');
}
