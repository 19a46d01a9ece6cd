import { readCredential } from '@steno/protocol';
import type { CredentialPurpose } from '../auth/audit.ts';
import { type Authenticator, unauthorized } from '../auth/authenticator.ts';
import type { Principal } from '../auth/principal.ts';
import type { ParsedRequest } from './upgrade-request.ts';

/** Says who sends a request. @throws WireError (or rejects with it) `unauthorized`. */
export type Identify = (request: ParsedRequest) => Principal | Promise<Principal>;

/**
 * Makes what says who sends a request over plain HTTP.
 *
 * @param purpose - for the audit log.
 */
export function identifierFor(
  purpose: CredentialPurpose,
  { credentials }: { readonly credentials: Pick<Authenticator, 'authenticate'> },
): Identify {
  return async (request) => {
    const principal = await credentials.authenticate(readCredential(request), { purpose, address: request.address });
    if (principal === undefined) throw unauthorized();
    return principal;
  };
}
