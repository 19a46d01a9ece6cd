import { readCredential } from '@steno/protocol';
import type { CredentialPurpose } from '../auth/audit.ts';
import { type Authenticator, unauthorized } from '../auth/authenticator.ts';
import type { Principal } from '../auth/principal.ts';
import type { Limits } from '../limits/limits.ts';
import type { ParsedRequest } from './upgrade-request.ts';

/** Says who sends a request. @throws WireError (or rejects with it) `unauthorized`, `rate_limited`. */
export type Identify = (request: ParsedRequest) => Principal | Promise<Principal>;

/** What whoever sends a request is known by. */
export interface IdentifyParts {
  readonly credentials: Pick<Authenticator, 'authenticate'>;
  /** Counts the request for its key. */
  readonly access: Pick<Limits, 'checkPrincipal'>;
}

/**
 * Makes what says who sends a request over plain HTTP.
 *
 * @param purpose - for the audit log.
 */
export function identifierFor(purpose: CredentialPurpose, { credentials, access }: IdentifyParts): Identify {
  return async (request) => {
    const principal = await credentials.authenticate(readCredential(request), { purpose, address: request.address });
    if (principal === undefined) throw unauthorized();
    access.checkPrincipal(principal);
    return principal;
  };
}
